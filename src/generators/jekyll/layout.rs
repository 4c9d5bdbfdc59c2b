//! Which fields of a page's front matter a layout prints, in which order, and what it calls them.
//!
//! A layout is looked through and not evaluated: the words around a page's own text are the
//! site's frame (menus, footers, banners), but `{{ page.why }}` among them is part of the page.

use std::collections::{BTreeMap, BTreeSet};

use super::super::read;
use crate::files::Files;
use crate::paths;
use crate::source::PrintedField;

/// How deep layouts and includes may stand in one another.
const DEPTH: usize = 6;
/// The longest layout that is looked through, with all that it includes, in bytes.
const LONGEST: usize = 1 << 20;
/// Fields that the book prints itself, or that are no words of a page.
const NOT_WORDS: [&str; 26] = [
    "title",
    "subtitle",
    "team",
    "duration",
    "content",
    "url",
    "id",
    "path",
    "name",
    "slug",
    "permalink",
    "layout",
    "collection",
    "lang",
    "language",
    "class",
    "next",
    "previous",
    "order",
    "nav_order",
    "relative_path",
    "excerpt",
    "dir",
    "redirect_from",
    "body_class",
    "published",
];
/// Elements whose words are the frame of a site.
const FRAME: [&str; 7] = ["head", "script", "style", "nav", "noscript", "template", "svg"];
/// Elements that are part of the frame unless they stand in the main part.
const FRAME_OUTSIDE: [&str; 3] = ["header", "footer", "aside"];
/// Elements whose words name what comes next.
const LABELS: [&str; 13] =
    ["h1", "h2", "h3", "h4", "h5", "h6", "dt", "th", "strong", "b", "label", "legend", "summary"];

/// Where layouts and includes stand.
pub(super) struct Folders {
    /// The folder of layouts.
    pub layouts: String,
    /// The folder of includes.
    pub includes: String,
}

/// The fields that a layout of a name prints.
pub(super) fn printed(files: &dyn Files, folders: &Folders, name: &str) -> Vec<PrintedField> {
    let mut text = "{{ content }}".to_owned();
    let mut next = Some(name.to_owned());
    for _ in 0..DEPTH {
        let Some(name) = next.take() else { break };
        let path = |ending: &str| paths::join(&folders.layouts, &format!("{name}{ending}"));
        let Some(layout) =
            [".html", ".htm", ".md", ""].iter().find_map(|ending| read::text(files, &path(ending)))
        else {
            break;
        };
        let (front, body) = crate::source::front_matter(&layout).unwrap_or_default();
        next = read::words(front.get("layout"));
        // A layout of a layout has the inner one in the place of its content.
        text = replace_content(&layout[body..], &text);
    }
    let text = flatten(files, &folders.includes, &text, DEPTH);
    Walk::new(&text).fields()
}

fn replace_content(layout: &str, inner: &str) -> String {
    match outputs(layout).find(|(_, inside)| inside.split('|').next().unwrap_or("").trim() == "content") {
        Some((range, _)) => format!("{}{inner}{}", &layout[..range.start], &layout[range.end..]),
        None => layout.to_owned(),
    }
}

/// The outputs of a text, with what stands within them.
fn outputs(text: &str) -> impl Iterator<Item = (std::ops::Range<usize>, &str)> {
    let mut from = 0;
    std::iter::from_fn(move || {
        let start = from + text.get(from..)?.find("{{")?;
        let end = start + text[start..].find("}}")?;
        from = end + 2;
        Some((start..end + 2, text[start + 2..end].trim_matches('-').trim()))
    })
}

/// A text with its includes in their places.
fn flatten(files: &dyn Files, folder: &str, text: &str, depth: usize) -> String {
    let mut flat = String::new();
    let mut rest = text;
    while let Some(start) = rest.find("{%") {
        let Some(length) = rest[start + 2..].find("%}").map(|end| end + 2) else { break };
        let tag = &rest[start..start + length + 2];
        let mut words = tag[2..length].trim_matches('-').split_whitespace();
        flat.push_str(&rest[..start]);
        rest = &rest[start + length + 2..];
        let included = match (words.next(), words.next()) {
            (Some("include" | "include_cached"), Some(name)) if depth > 0 && flat.len() < LONGEST => {
                read::text(files, &paths::join(folder, name.trim_matches(['"', '\''])))
                    .map(|text| (text, tag))
            }
            _ => None,
        };
        match included {
            Some((included, tag)) => {
                // The parameters stay in sight: they may hand the page on.
                flat.push_str(tag);
                flat.push_str(&flatten(files, folder, &included, depth - 1));
            }
            None => flat.push_str(tag),
        }
    }
    flat.push_str(rest);
    flat
}

/// A walk over a layout.
struct Walk<'t> {
    text: &'t str,
    /// The names that stand for the page.
    aliases: BTreeSet<String>,
    /// The names that stand for a field of the page.
    named: BTreeMap<String, String>,
    fields: Vec<PrintedField>,
    after: bool,
    /// Open elements of the frame, and of the main part.
    frame: Vec<String>,
    main: usize,
    /// The words since the last element began or ended, and the label that waits for a field.
    words: String,
    label: Option<String>,
    /// Whether the label is a heading, which waits for fields behind other words as well.
    heads: bool,
}

impl<'t> Walk<'t> {
    fn new(text: &'t str) -> Self {
        Self {
            text,
            aliases: BTreeSet::from(["page".to_owned()]),
            named: BTreeMap::new(),
            fields: Vec::new(),
            after: false,
            frame: Vec::new(),
            main: 0,
            words: String::new(),
            label: None,
            heads: false,
        }
    }

    fn fields(mut self) -> Vec<PrintedField> {
        let text = self.text;
        let mut at = 0;
        while at < text.len() {
            let rest = &text[at..];
            let until = |close: &str| rest.find(close).map_or(rest.len(), |end| end + close.len());
            let length = if rest.starts_with("{{") {
                let length = until("}}");
                self.output(rest[2..length].trim_end_matches("}}"));
                length
            } else if rest.starts_with("{%") {
                let length = until("%}");
                self.tag(rest[2..length].trim_end_matches("%}"));
                length
            } else if rest.starts_with("<!--") {
                until("-->")
            } else if rest.starts_with('<') {
                let length = element_end(rest);
                self.element(&rest[1..length]);
                length
            } else {
                let length = rest
                    .find(['<', '{'])
                    .filter(|end| *end > 0)
                    .unwrap_or_else(|| rest.chars().next().map_or(1, char::len_utf8));
                self.words.push_str(&rest[..length]);
                length
            };
            at += length;
        }
        self.fields
    }

    fn element(&mut self, tag: &str) {
        let closes = tag.starts_with('/');
        let name: String =
            tag.trim_start_matches('/').chars().take_while(|c| c.is_ascii_alphanumeric()).collect();
        let name = name.to_ascii_lowercase();
        let name = name.as_str();
        if closes && self.frame.last().is_some_and(|open| open == name) {
            self.frame.pop();
        } else if !closes
            && (FRAME.contains(&name) || self.main == 0 && FRAME_OUTSIDE.contains(&name))
            && !tag.ends_with('/')
        {
            self.frame.push(name.to_owned());
        }
        if matches!(name, "main" | "article") {
            self.main = if closes { self.main.saturating_sub(1) } else { self.main + 1 };
        }
        let words = clean(&self.words);
        let is_label = closes && LABELS.contains(&name) && !words.is_empty() && self.frame.is_empty();
        let ends_words = !matches!(name, "span" | "em" | "i" | "a" | "img" | "br" | "small");
        if is_label {
            self.label = Some(words);
            self.heads = name.starts_with('h');
        } else if ends_words && !self.heads && words.contains(char::is_alphabetic) {
            // What was bold stands in a sentence of the layout's own.
            self.label = None;
        }
        if ends_words {
            self.words.clear();
        }
    }

    fn tag(&mut self, tag: &str) {
        let tag = tag.trim().trim_matches('-').trim();
        let (name, rest) = tag.split_once(char::is_whitespace).unwrap_or((tag, ""));
        match name {
            "assign" => {
                let Some((alias, value)) = rest.split_once('=') else { return };
                let words = || value.split(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '.' | '-')));
                if words().any(|word| self.aliases.contains(word)) {
                    self.aliases.insert(alias.trim().to_owned());
                } else if let Some(field) = words().find_map(|word| self.field_of(word)) {
                    self.named.insert(alias.trim().to_owned(), field);
                }
            }
            "for" => {
                if let Some((_, list)) = rest.split_once(" in ") {
                    let list = list.split_whitespace().next().unwrap_or("");
                    self.field(list);
                }
            }
            "include" | "include_cached" => {
                for (key, value) in rest.split_whitespace().filter_map(|part| part.split_once('=')) {
                    if self.aliases.contains(value) {
                        self.aliases.insert(format!("include.{key}"));
                    } else if let Some(field) = self.field_of(value) {
                        self.named.insert(format!("include.{key}"), field);
                    }
                }
            }
            _ => {}
        }
    }

    fn output(&mut self, inside: &str) {
        let inside = inside.trim().trim_matches('-').trim();
        let path = inside.split('|').next().unwrap_or("").trim();
        if path == "content" {
            self.after = true;
            self.label = None;
            return;
        }
        self.field(path);
        self.words.clear();
    }

    /// The field of the page that a path stands for: `page.owner`, `page.owner.name`, or a name that
    /// one was given.
    fn field_of(&self, path: &str) -> Option<String> {
        let ends = path.match_indices('.').map(|(at, _)| at).chain([path.len()]);
        for end in ends {
            let (owner, rest) = path.split_at(end);
            if let Some(field) = self.named.get(owner) {
                return Some(field.clone());
            }
            if self.aliases.contains(owner) && !rest.is_empty() {
                return rest[1..].split('.').next().filter(|name| !name.is_empty()).map(str::to_owned);
            }
        }
        None
    }

    fn field(&mut self, path: &str) {
        let Some(name) = self.field_of(path).filter(|_| self.frame.is_empty()) else { return };
        let name = name.as_str();
        if name == "content" {
            self.after = true;
            self.label = None;
            return;
        }
        if NOT_WORDS.contains(&name) || self.fields.iter().any(|field| field.name == name) {
            return;
        }
        let words = clean(&self.words);
        let label =
            words.strip_suffix(':').map(|label| label.trim().to_owned()).or_else(|| self.label.take());
        // The beginning of an address (`https://`) is no label.
        let is_label = |label: &String| {
            label.contains(char::is_alphabetic) && !label.contains("//") && label.chars().count() < 60
        };
        let label = label.filter(is_label);
        self.label = None;
        self.fields.push(PrintedField { name: name.to_owned(), label, after: self.after });
    }
}

/// Where a tag of HTML ends; templates within it may hold anything.
fn element_end(rest: &str) -> usize {
    let mut at = 1;
    while at < rest.len() {
        let here = &rest[at..];
        if here.starts_with("{{") {
            at += here.find("}}").map_or(here.len(), |end| end + 2);
        } else if here.starts_with("{%") {
            at += here.find("%}").map_or(here.len(), |end| end + 2);
        } else if here.starts_with('>') {
            return at + 1;
        } else {
            at += here.chars().next().map_or(1, char::len_utf8);
        }
    }
    rest.len()
}

/// Words without references and blanks.
fn clean(words: &str) -> String {
    let words = words.replace("&nbsp;", " ").replace("&amp;", "&");
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::Memory;

    #[test]
    fn fields_are_found_behind_names_and_within_others() {
        let layout = "<main>{{ page.owner.name | default: 'x' }}{% assign all = page.links | sort %}{% for l in all %}{{ l }}{% endfor %}{% include list.html items=page.related %}{{ page.next.title }}{{ content }}</main>";
        let files = Memory::new([
            ("_layouts/play.html", layout),
            ("_includes/list.html", "<h2>Related</h2>{% for i in include.items %}{{ i }}{% endfor %}"),
        ]);
        let folders = Folders { layouts: "_layouts".to_owned(), includes: "_includes".to_owned() };
        let found: Vec<String> =
            printed(&files, &folders, "play").into_iter().map(|field| field.name).collect();
        assert_eq!(found, ["owner", "links", "related"]);
    }

    #[test]
    fn fields_are_found_with_their_labels() {
        let files = Memory::new([
            (
                "_layouts/base.html",
                "<head><title>{{ page.seo }}</title></head><header>{{ page.motto }}</header><main>{{ content }}</main><footer>{{ page.foot }}</footer>",
            ),
            (
                "_layouts/play.html",
                "---\nlayout: base\n---\n<p class=\"{{ page.kind }}\">{{ page.intro }}</p><p>Use <b>https</b> for this</p><p>{{ page.owner }}</p><h2>Why</h2>{% include body.html play=page %}{{ content }}<p>Needs: {{ page.needs }}</p>",
            ),
            (
                "_includes/body.html",
                "{% assign p = include.play | default: page %}<p>{{ p.why | markdownify }}</p><ul>{% for s in p.steps %}<li>{{ s }}</li>{% endfor %}</ul><h1>{{ p.title }}</h1>",
            ),
        ]);
        let folders = Folders { layouts: "_layouts".to_owned(), includes: "_includes".to_owned() };
        let found: Vec<(String, Option<String>, bool)> = printed(&files, &folders, "play")
            .into_iter()
            .map(|field| (field.name, field.label, field.after))
            .collect();
        let field =
            |name: &str, label: Option<&str>, after| (name.to_owned(), label.map(str::to_owned), after);
        assert_eq!(
            found,
            [
                field("intro", None, false),
                field("owner", None, false),
                field("why", Some("Why"), false),
                field("steps", None, false),
                field("needs", Some("Needs"), true),
            ]
        );
        assert_eq!(printed(&files, &folders, "none"), []);
    }
}
