//! Configurations written in JavaScript or TypeScript, read as data: object literals, lists,
//! texts, numbers, and names of constants. Nothing runs; what is computed reads as nothing.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

/// How deep values may stand in one another.
const MAX_DEPTH: usize = 64;

/// What a configuration exports: the value behind `export default` or `module.exports =`, else
/// the constant called `config`.
pub(super) fn exported(text: &str) -> Value {
    let mut reader = Reader { text, at: 0, constants: BTreeMap::new() };
    reader.constants();
    for mark in ["export default", "module.exports =", "module.exports=", "exports.default ="] {
        let Some(at) = text.find(mark) else { continue };
        reader.at = at + mark.len();
        let value = reader.value(0);
        if value.is_object() || value.is_array() {
            return value;
        }
        // A function that returns the configuration.
        if let Some(at) = text[at..].find("return {").map(|found| at + found) {
            reader.at = at + "return ".len();
            return reader.value(0);
        }
    }
    ["config", "sidebars"].iter().find_map(|name| reader.constants.get(*name).cloned()).unwrap_or(Value::Null)
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
    constants: BTreeMap<String, Value>,
}

impl Reader<'_> {
    /// Reads the constants at the head of lines: `const name = value`.
    fn constants(&mut self) {
        let mut starts = Vec::new();
        let mut at = 0;
        for line in self.text.split_inclusive('\n') {
            let head = line.trim_start_matches("export ");
            if ["const ", "let ", "var "].iter().any(|word| head.starts_with(word)) {
                starts.push((at, line.len()));
            }
            at += line.len();
        }
        for (start, length) in starts {
            let line = &self.text[start..start + length];
            let Some(equals) = line.find('=') else { continue };
            let words = line[..equals].split([' ', ':']).filter(|word| !word.is_empty() && *word != "export");
            let Some(name) = words.into_iter().nth(1).map(str::to_owned) else { continue };
            self.at = start + equals + 1;
            let value = self.value(0);
            if !value.is_null() {
                self.constants.insert(name, value);
            }
        }
    }

    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    /// Passes over white space and comments.
    fn blanks(&mut self) {
        loop {
            let rest = self.rest();
            let bare = rest.trim_start();
            let blanks = rest.len() - bare.len();
            let comment = if bare.starts_with("//") {
                bare.find('\n').unwrap_or(bare.len())
            } else if bare.starts_with("/*") {
                bare.find("*/").map_or(bare.len(), |end| end + 2)
            } else {
                0
            };
            self.at += blanks + comment;
            if comment == 0 {
                return;
            }
        }
    }

    fn takes(&mut self, mark: &str) -> bool {
        self.blanks();
        let yes = self.rest().starts_with(mark);
        if yes {
            self.at += mark.len();
        }
        yes
    }

    /// The value that stands next; nothing where it is computed. What follows it up to a comma
    /// or a bracket that closes is passed over.
    fn value(&mut self, depth: usize) -> Value {
        self.blanks();
        let value = match self.rest().chars().next() {
            _ if depth > MAX_DEPTH => Value::Null,
            Some('{') => self.object(depth),
            Some('[') => self.list(depth),
            Some('(') => {
                self.at += 1;
                let value = self.value(depth + 1);
                self.takes(")");
                value
            }
            Some('"' | '\'' | '`') => Value::String(self.quoted()),
            _ => self.word(depth),
        };
        // `"a" + "b"` is one text; anything else behind a value makes it computed.
        if let Value::String(text) = &value
            && self.takes("+")
        {
            let more = self.value(depth + 1);
            return match more {
                Value::String(more) => Value::String(format!("{text}{more}")),
                _ => value,
            };
        }
        self.skip();
        value
    }

    fn object(&mut self, depth: usize) -> Value {
        self.at += 1;
        let mut map = Map::new();
        while !self.takes("}") {
            let before = self.at;
            if self.takes("...") {
                if let Value::Object(more) = self.value(depth + 1) {
                    map.extend(more);
                }
            } else {
                let key = match self.rest().chars().next() {
                    Some('"' | '\'' | '`') => self.quoted(),
                    Some(_) => self.name(),
                    None => break,
                };
                if self.takes(":") {
                    let value = self.value(depth + 1);
                    map.insert(key, value);
                } else {
                    // A method, or a constant by its own name.
                    let value = self.constants.get(&key).cloned();
                    map.extend(value.map(|value| (key, value)));
                    self.skip();
                }
            }
            self.takes(",");
            if self.at == before {
                let step = self.rest().chars().next().map_or(0, char::len_utf8);
                self.at += step;
                if step == 0 {
                    break;
                }
            }
        }
        Value::Object(map)
    }

    fn list(&mut self, depth: usize) -> Value {
        self.at += 1;
        let mut values = Vec::new();
        while !self.takes("]") {
            let before = self.at;
            if self.rest().is_empty() {
                break;
            }
            if self.takes("...") {
                if let Value::Array(more) = self.value(depth + 1) {
                    values.extend(more);
                }
            } else if !self.takes(",") {
                values.push(self.value(depth + 1));
            }
            self.takes(",");
            if self.at == before {
                self.at += self.rest().chars().next().map_or(0, char::len_utf8);
            }
        }
        Value::Array(values)
    }

    fn quoted(&mut self) -> String {
        let mut characters = self.rest().char_indices();
        let Some((_, quote)) = characters.next() else { return String::new() };
        let mut text = String::new();
        let mut end = self.rest().len();
        while let Some((at, character)) = characters.next() {
            match character {
                '\\' => match characters.next() {
                    Some((_, 'n')) => text.push('\n'),
                    Some((_, '\n')) | None => {}
                    Some((_, other)) => text.push(other),
                },
                c if c == quote => {
                    end = at + c.len_utf8();
                    break;
                }
                c => text.push(c),
            }
        }
        self.at += end;
        text
    }

    fn name(&mut self) -> String {
        let rest = self.rest();
        let end = rest.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '$'))).unwrap_or(rest.len());
        let name = rest[..end].to_owned();
        self.at += end;
        name
    }

    /// A number, a word of the language, a constant, or a call whose argument is a text.
    fn word(&mut self, depth: usize) -> Value {
        let rest = self.rest();
        let end = rest
            .find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '$' | '.' | '-')))
            .unwrap_or(rest.len());
        let word = rest[..end].to_owned();
        self.at += end;
        match word.as_str() {
            "true" => return Value::Bool(true),
            "false" => return Value::Bool(false),
            "null" | "undefined" | "" => return Value::Null,
            _ => {}
        }
        if let Ok(number) = word.parse::<i64>() {
            return number.into();
        }
        if matches!(word.as_str(), "require.resolve" | "path.resolve" | "path.join" | "require")
            && self.takes("(")
        {
            let mut last = Value::Null;
            while !self.takes(")") && !self.rest().is_empty() {
                let before = self.at;
                let value = self.value(depth + 1);
                if value.is_string() {
                    last = value;
                }
                self.takes(",");
                if self.at == before {
                    break;
                }
            }
            return last;
        }
        // What is handed to a function that wraps a configuration, such as `defineConfig`.
        if self.rest().starts_with('(') {
            self.at += 1;
            let value = self.value(depth + 1);
            while !self.takes(")") && !self.rest().is_empty() {
                self.takes(",");
                self.skip();
            }
            return if value.is_object() { value } else { Value::Null };
        }
        self.constants.get(&word).cloned().unwrap_or(Value::Null)
    }

    /// Passes over what stands before the next comma or closing bracket at this depth.
    fn skip(&mut self) {
        let mut depth = 0usize;
        loop {
            self.blanks();
            let Some(next) = self.rest().chars().next() else { return };
            match next {
                ',' | ';' if depth == 0 => return,
                '}' | ']' | ')' if depth == 0 => return,
                '}' | ']' | ')' => depth -= 1,
                '{' | '[' | '(' => depth += 1,
                '"' | '\'' | '`' => {
                    self.quoted();
                    continue;
                }
                _ => {}
            }
            // At the margin another statement begins.
            if depth == 0 && self.text[..self.at].ends_with('\n') {
                return;
            }
            self.at += next.len_utf8();
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_written_is_read_and_what_is_computed_is_nothing() {
        let text = r#"// @ts-check
import {themes} from 'prism-react-renderer';
const lang = 'de';
/** @type {import('x').Config} */
const config: Config = {
  title: "It's " + 'here', // a comment
  url: `https://e.org`, "quoted-key": 3,
  i18n: { defaultLocale: lang, locales: ['en', lang], },
  year: new Date().getFullYear(),
  hook: (x) => { return x; }, method() { return 1; },
  presets: [['classic', /** @type {y} */ ({ docs: { sidebarPath: require.resolve('./sidebars.js'), routeBasePath: '/' } })]],
  ...(process.env.X ? {} : {}),
  last: true,
};
module.exports = config;
"#;
        assert_eq!(
            exported(text),
            json!({
                "title": "It's here", "url": "https://e.org", "quoted-key": 3,
                "i18n": { "defaultLocale": "de", "locales": ["en", "de"] },
                "year": null, "hook": null,
                "presets": [["classic", { "docs": { "sidebarPath": "./sidebars.js", "routeBasePath": "/" } }]],
                "last": true,
            })
        );
    }

    #[test]
    fn whatever_stands_there_the_end_is_reached() {
        for text in [
            "export default {",
            "module.exports = [[[",
            "export default {a: 'b",
            "export default {,,}",
            "const x = {",
        ] {
            let _ = exported(text);
        }
        let _ = exported(&format!("export default {}", "[".repeat(5000)));
    }
}
