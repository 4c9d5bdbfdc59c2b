//! Filters: the engine's, and Jekyll's (<https://jekyllrb.com/docs/liquid/filters/>).
//!
//! Those that need a clock or chance are ours and use neither.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fmt;

use liquid_core::model::{DateTime, KStringRef, Value, ValueCow};
use liquid_core::parser::{Filter, FilterArguments, FilterReflection, ParameterReflection, ParseFilter};
use liquid_core::runtime::StackFrame;
use liquid_core::{
    Error, Expression, Language, Object, Renderable, Result, Runtime, Template, ValueView, parser,
};
use liquid_lib::{jekyll, stdlib};

use super::tags::Lenient;
use super::{LANGUAGE, LARGEST_VALUE};

/// What a filter makes of a value.
type Run = fn(&dyn ValueView, &[ValueCow<'_>], &dyn Runtime) -> Result<Value>;

/// A filter of ours.
#[derive(Clone, Copy)]
struct Row {
    name: &'static str,
    run: Run,
}

/// Every filter of ours.
const ROWS: &[Row] = &[
    Row { name: "relative_url", run: |value, _, _| Ok(Value::scalar(from_root(&text(value)))) },
    Row { name: "absolute_url", run: |value, _, _| Ok(Value::scalar(from_root(&text(value)))) },
    Row { name: "markdownify", run: |value, _, _| Ok(Value::scalar(html(&text(value)))) },
    Row { name: "smartify", run: |value, _, _| Ok(value.to_value()) },
    Row { name: "liquify", run: |value, _, _| Ok(value.to_value()) },
    Row { name: "jsonify", run: |value, _, _| Ok(Value::scalar(json(value))) },
    Row { name: "inspect", run: |value, _, _| Ok(Value::scalar(json(value))) },
    Row { name: "xml_escape", run: |value, _, _| Ok(Value::scalar(escaped(&text(value)))) },
    Row { name: "escape", run: |value, _, _| Ok(Value::scalar(escaped(&text(value)))) },
    Row {
        name: "cgi_escape",
        run: |value, _, _| Ok(Value::scalar(encoded(&text(value)).replace("%20", "+"))),
    },
    Row { name: "uri_escape", run: |value, _, _| Ok(Value::scalar(text(value).replace(' ', "%20"))) },
    Row {
        name: "number_of_words",
        run: |value, _, _| Ok(Value::scalar(text(value).split_whitespace().count() as i64)),
    },
    Row {
        name: "normalize_whitespace",
        run: |value, _, _| Ok(Value::scalar(text(value).split_whitespace().collect::<Vec<_>>().join(" "))),
    },
    Row {
        name: "strip_index",
        run: |value, _, _| Ok(Value::scalar(text(value).replace("/index.html", "/"))),
    },
    Row {
        name: "to_integer",
        run: |value, _, _| {
            Ok(Value::scalar(value.as_scalar().and_then(|scalar| scalar.to_integer()).unwrap_or(0)))
        },
    },
    Row { name: "sample", run: |value, _, _| Ok(list(value).into_iter().next().unwrap_or(Value::Nil)) },
    Row { name: "date", run: |value, arguments, _| Ok(date(value, &argument(arguments, 0))) },
    Row { name: "date_to_string", run: |value, _, _| Ok(date(value, "%d %b %Y")) },
    Row { name: "date_to_long_string", run: |value, _, _| Ok(date(value, "%d %B %Y")) },
    Row { name: "date_to_xmlschema", run: |value, _, _| Ok(date(value, "%Y-%m-%dT%H:%M:%S+00:00")) },
    Row { name: "date_to_rfc822", run: |value, _, _| Ok(date(value, "%a, %d %b %Y %H:%M:%S +0000")) },
    Row {
        name: "join",
        run: |value, arguments, _| {
            let glue = if arguments.is_empty() { " ".to_owned() } else { argument(arguments, 0) };
            let items: Vec<String> = list(value).iter().map(|item| text(item)).collect();
            bounded(items.len().saturating_mul(glue.len()))?;
            Ok(Value::scalar(items.join(&glue)))
        },
    },
    Row {
        name: "replace",
        run: |value, arguments, _| {
            let (from, to, value) = (argument(arguments, 0), argument(arguments, 1), text(value));
            bounded(value.len().saturating_mul(to.len() + 1) / from.len().max(1))?;
            Ok(Value::scalar(value.replace(&from, &to)))
        },
    },
    Row {
        name: "map",
        run: |value, arguments, _| {
            let key = argument(arguments, 0);
            Ok(Value::Array(list(value).iter().map(|item| property(item, &key)).collect()))
        },
    },
    Row { name: "where", run: |value, arguments, _| Ok(Value::Array(matching(value, arguments))) },
    Row {
        name: "find",
        run: |value, arguments, _| Ok(matching(value, arguments).into_iter().next().unwrap_or(Value::Nil)),
    },
    Row {
        name: "where_exp",
        run: |value, arguments, runtime| Ok(Value::Array(fitting(value, arguments, runtime)?)),
    },
    Row {
        name: "find_exp",
        run: |value, arguments, runtime| {
            Ok(fitting(value, arguments, runtime)?.into_iter().next().unwrap_or(Value::Nil))
        },
    },
    Row { name: "group_by", run: |value, arguments, _| Ok(grouped(value, &argument(arguments, 0))) },
    Row { name: "sort", run: |value, arguments, _| Ok(sorted(value, arguments, by_value)) },
    Row { name: "sort_natural", run: |value, arguments, _| Ok(sorted(value, arguments, by_folded_text)) },
    Row {
        name: "sum",
        run: |value, arguments, _| {
            let key = argument(arguments, 0);
            let number = |item: &Value| {
                let item = if key.is_empty() { item.clone() } else { property(item, &key) };
                item.as_scalar().and_then(|scalar| scalar.to_float()).unwrap_or(0.0)
            };
            Ok(Value::scalar(list(value).iter().map(number).sum::<f64>()))
        },
    },
];

/// Adds filters to a language.
pub(super) fn register(language: &mut Language) {
    let of_the_engine: Vec<Box<dyn ParseFilter>> = vec![
        stdlib::Abs.into(),
        stdlib::AtLeast.into(),
        stdlib::AtMost.into(),
        stdlib::Append.into(),
        stdlib::Capitalize.into(),
        stdlib::Ceil.into(),
        stdlib::Compact.into(),
        stdlib::Concat.into(),
        stdlib::Default.into(),
        stdlib::DividedBy.into(),
        stdlib::Downcase.into(),
        stdlib::EscapeOnce.into(),
        stdlib::First.into(),
        stdlib::Floor.into(),
        stdlib::Last.into(),
        stdlib::Lstrip.into(),
        stdlib::Minus.into(),
        stdlib::Modulo.into(),
        stdlib::NewlineToBr.into(),
        stdlib::Plus.into(),
        stdlib::Prepend.into(),
        stdlib::Remove.into(),
        stdlib::RemoveFirst.into(),
        stdlib::ReplaceFirst.into(),
        stdlib::Reverse.into(),
        stdlib::Round.into(),
        stdlib::Rstrip.into(),
        stdlib::Size.into(),
        stdlib::Slice.into(),
        stdlib::Split.into(),
        stdlib::Strip.into(),
        stdlib::StripHtml.into(),
        stdlib::StripNewlines.into(),
        stdlib::Times.into(),
        stdlib::Truncate.into(),
        stdlib::TruncateWords.into(),
        stdlib::Uniq.into(),
        stdlib::Upcase.into(),
        stdlib::UrlDecode.into(),
        stdlib::UrlEncode.into(),
        jekyll::Slugify.into(),
        jekyll::Push.into(),
        jekyll::Pop.into(),
        jekyll::Shift.into(),
        jekyll::Unshift.into(),
        jekyll::ArrayToSentenceString.into(),
    ];
    for filter in of_the_engine {
        language.filters.register(filter.reflection().name().to_owned(), filter);
    }
    for row in ROWS {
        language.filters.register(row.name.to_owned(), Box::new(*row));
    }
}

impl FilterReflection for Row {
    fn name(&self) -> &str {
        self.name
    }
    fn description(&self) -> &str {
        ""
    }
    fn positional_parameters(&self) -> &'static [ParameterReflection] {
        &[]
    }
    fn keyword_parameters(&self) -> &'static [ParameterReflection] {
        &[]
    }
}

impl ParseFilter for Row {
    fn parse(&self, arguments: FilterArguments<'_>) -> Result<Box<dyn Filter>> {
        Ok(Box::new(Call { row: *self, arguments: arguments.positional.collect() }))
    }

    fn reflection(&self) -> &dyn FilterReflection {
        self
    }
}

/// A filter of ours with its arguments.
struct Call {
    row: Row,
    arguments: Vec<Expression>,
}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.row.name)
    }
}

impl fmt::Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.row.name)
    }
}

impl Filter for Call {
    fn evaluate(&self, input: &dyn ValueView, runtime: &dyn Runtime) -> Result<Value> {
        let arguments: Result<Vec<ValueCow<'_>>> =
            self.arguments.iter().map(|argument| argument.evaluate(runtime)).collect();
        (self.row.run)(input, &arguments?, runtime)
    }
}

fn text(value: &dyn ValueView) -> String {
    value.to_kstr().to_string()
}

fn argument(arguments: &[ValueCow<'_>], at: usize) -> String {
    arguments.get(at).map(|argument| text(argument.as_view())).unwrap_or_default()
}

fn bounded(bytes: usize) -> Result<()> {
    if bytes > LARGEST_VALUE { Err(Error::with_msg("the text grows too long")) } else { Ok(()) }
}

/// The items of a list; what is no list is one item.
fn list(value: &dyn ValueView) -> Vec<Value> {
    match value.as_array() {
        Some(array) => array.values().map(ValueView::to_value).collect(),
        None if value.is_nil() => Vec::new(),
        None => vec![value.to_value()],
    }
}

/// What an item has under a name, as in `author.name`.
fn property(item: &Value, key: &str) -> Value {
    let mut value = item.clone();
    for part in key.split('.') {
        let found = value.as_object().and_then(|object| object.get(part)).map(ValueView::to_value);
        value = found.unwrap_or(Value::Nil);
    }
    value
}

/// The items that have a value under a name; without a value, those that have any.
fn matching(value: &dyn ValueView, arguments: &[ValueCow<'_>]) -> Vec<Value> {
    let key = argument(arguments, 0);
    let wanted = arguments.get(1);
    let fits = |item: &Value| {
        let found = property(item, &key);
        match wanted {
            None => !found.is_nil() && text(&found) != "false",
            Some(wanted) => match found.as_array() {
                Some(array) => array.values().any(|one| text(one) == text(wanted.as_view())),
                None => text(&found) == text(wanted.as_view()) && found.is_nil() == wanted.is_nil(),
            },
        }
    };
    let items = match value.as_object() {
        Some(object) => object.values().map(ValueView::to_value).collect(),
        None => list(value),
    };
    items.into_iter().filter(fits).collect()
}

/// The items that fit a condition in Liquid, in which they have the name that is given.
fn fitting(value: &dyn ValueView, arguments: &[ValueCow<'_>], runtime: &dyn Runtime) -> Result<Vec<Value>> {
    let (name, condition) = (argument(arguments, 0), argument(arguments, 1));
    let source = format!("{{% if {condition} %}}1{{% endif %}}");
    if super::scan::too_long_a_number(&source) {
        return Err(Error::with_msg("the number is too long"));
    }
    let template = Template::new(parser::parse(&source, &LANGUAGE)?);
    let mut found = Vec::new();
    for item in list(value) {
        let mut frame: BTreeMap<KStringRef<'_>, &dyn ValueView> = BTreeMap::new();
        frame.insert(KStringRef::from_ref(&name), &item);
        let fits = template.render(&Lenient(StackFrame::new(runtime, &frame)))?;
        if fits == "1" {
            found.push(item);
        }
    }
    Ok(found)
}

fn grouped(value: &dyn ValueView, key: &str) -> Value {
    let mut groups: Vec<(String, Vec<Value>)> = Vec::new();
    for item in list(value) {
        let name = text(&property(&item, key));
        match groups.iter_mut().find(|(known, _)| *known == name) {
            Some((_, items)) => items.push(item),
            None => groups.push((name, vec![item])),
        }
    }
    let group = |(name, items): (String, Vec<Value>)| {
        let size = items.len() as i64;
        let mut group = Object::new();
        group.insert("name".into(), Value::scalar(name));
        group.insert("items".into(), Value::Array(items));
        group.insert("size".into(), Value::scalar(size));
        Value::Object(group)
    };
    Value::Array(groups.into_iter().map(group).collect())
}

/// Numbers by their size, before all else by its words.
fn by_value(a: &Value, b: &Value) -> Ordering {
    let number = |value: &Value| {
        let kind = value.type_name();
        value.as_scalar().filter(|_| kind.ends_with("number")).and_then(|scalar| scalar.to_float())
    };
    match (number(a), number(b)) {
        (Some(a), Some(b)) => a.total_cmp(&b),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => text(a).cmp(&text(b)),
    }
}

fn by_folded_text(a: &Value, b: &Value) -> Ordering {
    text(a).to_lowercase().cmp(&text(b).to_lowercase())
}

fn sorted(
    value: &dyn ValueView,
    arguments: &[ValueCow<'_>],
    compare: fn(&Value, &Value) -> Ordering,
) -> Value {
    let key = argument(arguments, 0);
    let last = argument(arguments, 1) == "last";
    let of = |item: &Value| if key.is_empty() { item.clone() } else { property(item, &key) };
    let mut items: Vec<(Value, Value)> = list(value).into_iter().map(|item| (of(&item), item)).collect();
    items.sort_by(|(a, _), (b, _)| match (a.is_nil(), b.is_nil()) {
        (true, true) => Ordering::Equal,
        (true, false) => {
            if last {
                Ordering::Greater
            } else {
                Ordering::Less
            }
        }
        (false, true) => {
            if last {
                Ordering::Less
            } else {
                Ordering::Greater
            }
        }
        (false, false) => compare(a, b),
    });
    Value::Array(items.into_iter().map(|(_, item)| item).collect())
}

/// A date in another form. The clock is not asked: `now` stays nothing.
fn date(value: &dyn ValueView, form: &str) -> Value {
    let written = text(value);
    if ["now", "today"].contains(&written.trim().to_lowercase().as_str()) {
        return Value::Nil;
    }
    let long = form.split(|c: char| !c.is_ascii_digit()).any(|digits| digits.len() > 2);
    let when =
        value.as_scalar().and_then(|scalar| scalar.to_date_time()).or_else(|| DateTime::from_str(&written));
    let when = when.or_else(|| DateTime::from_str(&format!("{written} 00:00:00 +0000")));
    match when {
        Some(when) if !form.is_empty() && !long => {
            when.format(form).map_or_else(|_| value.to_value(), Value::scalar)
        }
        _ => value.to_value(),
    }
}

/// An address from the site's root. The part at which the site stands is nothing to a book.
fn from_root(address: &str) -> String {
    let absolute = address.starts_with('/') || address.contains("://") || address.starts_with('#');
    if absolute { address.to_owned() } else { format!("/{address}") }
}

fn html(markdown: &str) -> String {
    let mut html = String::new();
    let options = pulldown_cmark::Options::ENABLE_TABLES | pulldown_cmark::Options::ENABLE_FOOTNOTES;
    pulldown_cmark::html::push_html(&mut html, pulldown_cmark::Parser::new_ext(markdown, options));
    html
}

fn escaped(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    text.replace('"', "&quot;").replace('\'', "&#39;")
}

fn encoded(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}

fn json(value: &dyn ValueView) -> String {
    serde_json::to_string(&value.to_value()).unwrap_or_default()
}
