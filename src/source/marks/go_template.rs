//! Templates of Hugo's shortcodes, where they are plain: text, parameters, conditions. What
//! a template asks for beyond that makes it none, and its shortcode keeps its words alone.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::pairs::{Pair, at, named};

/// A use of a shortcode.
pub struct Call<'a> {
    /// Its parameters.
    pub parameters: &'a [Pair],
    /// What stands between its tags.
    pub inner: Option<&'a str>,
    /// The front matter of its page.
    pub page: &'a Map<String, Value>,
}

/// What a template makes of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// What stands before the inner text; all, where that is not shown.
    pub before: String,
    /// What stands after it, where it is shown.
    pub after: Option<String>,
}

/// Stands for the inner text while a template is carried out.
const INNER: char = '\u{f8ff}';

/// What a template makes of a call; none where it is not plain.
pub fn evaluate(template: &str, call: &Call<'_>) -> Option<Shown> {
    let tokens = tokens(template)?;
    let mut evaluation =
        Evaluation { tokens: &tokens, call, variables: BTreeMap::new(), output: String::new(), depth: 0 };
    let end = evaluation.run(0, Branch::Taken, &None)?;
    if end != tokens.len() {
        return None;
    }
    // One block of HTML: an empty line would end it.
    let lines: Vec<&str> = evaluation.output.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let output = lines.join("\n");
    match output.matches(INNER).count() {
        0 => Some(Shown { before: output, after: None }),
        1 => {
            let (before, after) = output.split_once(INNER)?;
            let block = before.contains('\n') || before.trim_start().starts_with("<div");
            let gap = if block { "\n\n" } else { "" };
            Some(Shown { before: format!("{before}{gap}"), after: Some(format!("{gap}{after}")) })
        }
        _ => None,
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    Text(String),
    Action(String),
}

fn tokens(template: &str) -> Option<Vec<Token>> {
    let mut tokens = Vec::new();
    let mut rest = template;
    while let Some(at) = rest.find("{{") {
        let end = at + rest[at..].find("}}")?;
        let mut before = &rest[..at];
        let mut inside = &rest[at + 2..end];
        if let Some(trimmed) = inside.strip_prefix('-') {
            inside = trimmed;
            before = before.trim_end();
        }
        rest = &rest[end + 2..];
        if let Some(trimmed) = inside.strip_suffix('-') {
            inside = trimmed;
            rest = rest.trim_start();
        }
        tokens.push(Token::Text(before.to_owned()));
        let inside = inside.trim();
        if !inside.starts_with("/*") {
            tokens.push(Token::Action(inside.to_owned()));
        }
    }
    tokens.push(Token::Text(rest.to_owned()));
    Some(tokens)
}

/// What becomes of a branch of a condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Branch {
    /// Its tokens count.
    Taken,
    /// They are walked over.
    Skipped,
}

struct Evaluation<'a> {
    tokens: &'a [Token],
    call: &'a Call<'a>,
    variables: BTreeMap<String, Option<String>>,
    output: String,
    /// How deep conditions stand in one another.
    depth: usize,
}

/// How deep conditions, and brackets of an expression, may stand in one another.
const DEEPEST: usize = 64;

impl Evaluation<'_> {
    /// Carries out tokens up to an `else` or `end` that belongs to none of them; returns
    /// its position. `dot` is the value of `.`.
    fn run(&mut self, from: usize, branch: Branch, dot: &Option<String>) -> Option<usize> {
        let mut at = from;
        while let Some(token) = self.tokens.get(at) {
            match token {
                Token::Text(text) => {
                    if branch == Branch::Taken {
                        self.output.push_str(text);
                    }
                    at += 1;
                }
                Token::Action(action) => {
                    let (word, rest) = action.split_once(char::is_whitespace).unwrap_or((action, ""));
                    match word {
                        "end" | "else" => return Some(at),
                        "if" | "with" => at = self.condition(at, branch, dot)?,
                        "range" | "block" | "define" | "template" | "partial" | "return" => return None,
                        _ if word.starts_with('$') && (rest.starts_with(":=") || rest.starts_with("= ")) => {
                            let value = self.pipeline(rest.trim_start_matches([':', '=']), dot)?;
                            if branch == Branch::Taken {
                                self.variables.insert(word.to_owned(), value);
                            }
                            at += 1;
                        }
                        _ => {
                            let value = self.pipeline(action, dot)?;
                            if branch == Branch::Taken {
                                self.output.push_str(value.as_deref().unwrap_or(""));
                            }
                            at += 1;
                        }
                    }
                }
            }
        }
        Some(at)
    }

    /// Carries out `if … else if … else … end`; returns the position after it.
    fn condition(&mut self, at: usize, branch: Branch, dot: &Option<String>) -> Option<usize> {
        let mut at = at;
        let mut done = false;
        let mut head = match &self.tokens[at] {
            Token::Action(action) => action.clone(),
            Token::Text(_) => return None,
        };
        loop {
            let (word, condition) = head.split_once(char::is_whitespace).unwrap_or((&head, ""));
            let otherwise = condition.is_empty();
            let (name, condition) = match condition.split_once(":=") {
                Some((name, value)) if name.trim().starts_with('$') => (Some(name.trim().to_owned()), value),
                _ => (None, condition),
            };
            let value = if otherwise { None } else { self.pipeline(condition, dot)? };
            let holds =
                otherwise || value.as_deref().is_some_and(|value| !value.is_empty() && value != "false");
            let inner = if word == "with" && !otherwise { value.clone() } else { dot.clone() };
            if let Some(name) = name {
                self.variables.insert(name, value);
            }
            let part = if holds && !done { branch } else { Branch::Skipped };
            self.depth += 1;
            let end = if self.depth > DEEPEST { None } else { self.run(at + 1, part, &inner) };
            self.depth -= 1;
            let end = end?;
            done |= holds;
            match self.tokens.get(end)? {
                Token::Action(action) if action == "end" => return Some(end + 1),
                Token::Action(action) => {
                    let rest = action.strip_prefix("else")?.trim();
                    head = if rest.is_empty() { "else".to_owned() } else { rest.to_owned() };
                }
                Token::Text(_) => return None,
            }
            at = end;
        }
    }

    /// The value of `a | b | c`. The outer nothing: it cannot be told.
    fn pipeline(&self, text: &str, dot: &Option<String>) -> Option<Option<String>> {
        if text.matches('(').count() > DEEPEST {
            return None;
        }
        let words = words(text)?;
        let mut value: Option<Option<String>> = None;
        for part in words.split(|word| word == "|") {
            let mut arguments: Vec<Option<String>> = Vec::new();
            let (name, rest) = part.split_first()?;
            for word in rest {
                arguments.push(self.operand(word, dot)?);
            }
            if let Some(before) = value.take() {
                arguments.push(before);
            }
            value = Some(self.function(name, &arguments, dot)?);
        }
        value
    }

    fn function(
        &self,
        name: &str,
        arguments: &[Option<String>],
        dot: &Option<String>,
    ) -> Option<Option<String>> {
        let last = || arguments.last().cloned().unwrap_or_default();
        let truth = |yes: bool| Some(Some(if yes { "true" } else { "false" }.to_owned()));
        let is_set = |value: &Option<String>| value.as_deref().is_some_and(|v| !v.is_empty() && v != "false");
        match name {
            ".Get" => {
                let key = arguments.first()?.clone()?;
                let found = match key.parse::<usize>() {
                    Ok(position) => at(self.call.parameters, position),
                    Err(_) => named(self.call.parameters, &[&key]),
                };
                Some(found.map(str::to_owned))
            }
            "markdownify"
            | "safeHTML"
            | "safeURL"
            | "safeHTMLAttr"
            | "safeCSS"
            | "plainify"
            | "htmlUnescape"
            | "emojify"
            | "print"
            | "relURL"
            | "absURL"
            | "relLangURL"
            | "string"
            | "htmlEscape"
            | ".Page.RenderString"
            | "$.Page.RenderString"
            | "trim"
            | "chomp"
            | "strings.TrimSpace"
            | "transform.Markdownify"
            | "printf" => Some(last()),
            "upper" => Some(last().map(|value| value.to_uppercase())),
            "lower" => Some(last().map(|value| value.to_lowercase())),
            "title" | "humanize" => Some(last().map(|value| super::kinds::titled(&value))),
            "default" => Some(if is_set(&last()) { last() } else { arguments.first()?.clone() }),
            "or" => Some(arguments.iter().find(|value| is_set(value)).cloned().unwrap_or_else(last)),
            "and" => Some(arguments.iter().find(|value| !is_set(value)).cloned().unwrap_or_else(last)),
            "not" => truth(!is_set(&last())),
            "eq" => truth(arguments.first() == arguments.get(1)),
            "ne" => truth(arguments.first() != arguments.get(1)),
            "isset" => truth(false),
            _ if arguments.is_empty() => self.operand(name, dot),
            _ => None,
        }
    }

    fn operand(&self, word: &str, dot: &Option<String>) -> Option<Option<String>> {
        if let Some(inside) = word.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
            return self.pipeline(inside, dot);
        }
        if let Some(text) = word.strip_prefix(['"', '`']) {
            return Some(Some(text.trim_end_matches(['"', '`']).to_owned()));
        }
        if word.parse::<f64>().is_ok() || word == "true" || word == "false" {
            return Some(Some(word.to_owned()));
        }
        match word {
            "." => Some(dot.clone()),
            ".Inner" | "$.Inner" => Some(self.call.inner.map(|_| INNER.to_string())),
            ".IsNamedParams" => {
                let any = self.call.parameters.iter().any(|pair| pair.name.is_some());
                Some(Some(any.to_string()))
            }
            _ if word.starts_with('$') && !word.contains('.') => self.variables.get(word).cloned(),
            _ => {
                let key = [".Page.Params.", "$.Page.Params.", ".Page."]
                    .iter()
                    .find_map(|head| word.strip_prefix(head));
                if let Some(key) = key {
                    let value = self.call.page.get(&key.to_lowercase()).or_else(|| self.call.page.get(key));
                    return Some(
                        value.map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned)),
                    );
                }
                let key = word.strip_prefix(".Params.").or_else(|| word.strip_prefix("$.Params."))?;
                Some(named(self.call.parameters, &[key]).map(str::to_owned))
            }
        }
    }
}

/// The words of an expression; quotes and parentheses keep theirs together.
fn words(text: &str) -> Option<Vec<String>> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut depth = 0usize;
    let mut quote: Option<char> = None;
    for character in text.chars() {
        match (quote, character) {
            (Some(mark), c) => {
                word.push(c);
                if c == mark {
                    quote = None;
                }
            }
            (None, '"' | '`') => {
                quote = Some(character);
                word.push(character);
            }
            (None, '(') => {
                depth += 1;
                word.push('(');
            }
            (None, ')') => {
                depth = depth.checked_sub(1)?;
                word.push(')');
            }
            (None, '|') if depth == 0 => {
                words.extend((!word.is_empty()).then(|| std::mem::take(&mut word)));
                words.push("|".to_owned());
            }
            (None, c) if c.is_whitespace() && depth == 0 => {
                words.extend((!word.is_empty()).then(|| std::mem::take(&mut word)));
            }
            (None, c) => word.push(c),
        }
    }
    words.extend((!word.is_empty()).then_some(word));
    (quote.is_none() && depth == 0 && !words.is_empty()).then_some(words)
}

#[cfg(test)]
mod tests {
    use super::super::pairs::pairs;
    use super::*;

    fn shown(template: &str, parameters: &str, inner: Option<&str>) -> Option<(String, Option<String>)> {
        let parameters = pairs(parameters);
        let call = Call { parameters: &parameters, inner, page: &Map::new() };
        evaluate(template, &call).map(|shown| (shown.before, shown.after))
    }

    #[test]
    fn plain_templates_are_carried_out() {
        let template = r#"{{/* a box */}}<div class="box">
            {{- with .Get "title" }}<h4>{{ . }}</h4>{{ else }}<h4>Note</h4>{{ end -}}
            {{ .Inner | markdownify }}</div>"#;
        let (before, after) = shown(template, r#"title="Mind""#, Some("x")).unwrap();
        assert_eq!(
            (before.as_str(), after.as_deref()),
            ("<div class=\"box\"><h4>Mind</h4>\n\n", Some("\n\n</div>"))
        );
        let (before, _) = shown(template, "", Some("x")).unwrap();
        assert!(before.contains("<h4>Note</h4>"));
        let choice = r#"{{ $k := .Get 0 | default "low" }}{{ if eq $k "high" }}!{{ else if eq $k "low" }}.{{ else }}?{{ end }}"#;
        for (parameters, sign) in [("high", "!"), ("", "."), ("odd", "?")] {
            assert_eq!(shown(choice, parameters, None), Some((sign.to_owned(), None)), "{parameters}");
        }
    }

    #[test]
    fn what_is_more_than_plain_is_refused() {
        for template in [
            "{{ range .Site.Pages }}x{{ end }}",
            "{{ partial \"x\" . }}",
            "{{ .Get 0",
            "{{ if }}",
            "{{ end }}",
        ] {
            assert_eq!(shown(template, "a", None), None, "{template}");
        }
    }
}
