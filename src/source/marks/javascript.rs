//! What templates in Nunjucks call of JavaScript: methods of texts and lists.

use minijinja::value::ValueKind;
use minijinja::{Error, Value};

/// What a method of a value returns; of an unknown one the value itself, so that its words stay.
///
/// # Errors
///
/// None: the form is the engine's.
pub fn method(value: &Value, name: &str, arguments: &[Value]) -> Result<Value, Error> {
    let text = |at: usize| arguments.get(at).map(ToString::to_string).unwrap_or_default();
    Ok(match value.as_str() {
        Some(own) => of_text(own, name, arguments, &text),
        None if value.kind() == ValueKind::Seq => of_list(value, name, arguments, &text),
        None => value.clone(),
    })
}

/// No text is made longer than this, in bytes.
const LARGEST: usize = 4 << 20;

fn of_text(own: &str, name: &str, arguments: &[Value], text: &dyn Fn(usize) -> String) -> Value {
    match name {
        "toUpperCase" | "toLocaleUpperCase" => own.to_uppercase().into(),
        "toLowerCase" | "toLocaleLowerCase" => own.to_lowercase().into(),
        "trim" => own.trim().into(),
        "includes" => own.contains(&text(0)).into(),
        "startsWith" => own.starts_with(&text(0)).into(),
        "endsWith" => own.ends_with(&text(0)).into(),
        "indexOf" => match own.find(&text(0)) {
            Some(at) => own[..at].chars().count().into(),
            None => (-1).into(),
        },
        "split" => own.split(&text(0)).filter(|part| !part.is_empty() || !text(0).is_empty()).collect(),
        "replace" => own.replacen(&text(0), &text(1), 1).into(),
        "replaceAll" => {
            let (from, to) = (text(0), text(1));
            let grown = own.matches(&from).count().saturating_mul(to.len());
            if grown > LARGEST { own.into() } else { own.replace(&from, &to).into() }
        }
        "concat" => arguments.iter().fold(own.to_owned(), |whole, more| whole + &more.to_string()).into(),
        "slice" | "substring" => {
            let letters: Vec<char> = own.chars().collect();
            letters[range(letters.len(), arguments)].iter().collect::<String>().into()
        }
        _ => own.into(),
    }
}

fn of_list(value: &Value, name: &str, arguments: &[Value], text: &dyn Fn(usize) -> String) -> Value {
    let items: Vec<Value> = value.try_iter().map(Iterator::collect).unwrap_or_default();
    match name {
        "includes" => items.iter().any(|item| Some(item) == arguments.first()).into(),
        "indexOf" => match items.iter().position(|item| Some(item) == arguments.first()) {
            Some(at) => at.into(),
            None => (-1).into(),
        },
        "join" => {
            let between = if arguments.is_empty() { ",".to_owned() } else { text(0) };
            items.iter().map(ToString::to_string).collect::<Vec<_>>().join(&between).into()
        }
        "slice" => items[range(items.len(), arguments)].to_vec().into(),
        "concat" => {
            let more = arguments.iter().flat_map(|list| list.try_iter().into_iter().flatten());
            items.into_iter().chain(more).collect()
        }
        "reverse" => items.into_iter().rev().collect(),
        _ => value.clone(),
    }
}

/// What `slice` takes: from a place up to another, counted from the end where below nothing.
fn range(length: usize, arguments: &[Value]) -> std::ops::Range<usize> {
    let place = |at: usize, other: usize| {
        let Some(number) = arguments.get(at).and_then(Value::as_i64) else { return other };
        let distance = usize::try_from(number.unsigned_abs()).unwrap_or(usize::MAX);
        if number < 0 { length.saturating_sub(distance) } else { distance.min(length) }
    };
    let from = place(0, 0);
    from..place(1, length).max(from)
}

/// The pairs of keys and values of a map; of a list of pairs these.
pub fn entries(value: Value) -> Value {
    if value.kind() != ValueKind::Map {
        return value;
    }
    let keys: Vec<Value> = value.try_iter().map(Iterator::collect).unwrap_or_default();
    let pairs = keys.into_iter().map(|key| {
        let held = value.get_item(&key).unwrap_or_default();
        Value::from(vec![key, held])
    });
    pairs.collect()
}
