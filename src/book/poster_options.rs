//! What a page's front matter asks of its poster: `poster: false` for none, or
//! a motto, the parts that it shows and the list that it takes.

use serde::Serialize;
use serde_json::Value;

use crate::diagnostic::Diagnostic;
use crate::diagnostic::rules;
use crate::model::{Block, BlockKind, Resolved, Span, plain_text};
use crate::names;
use crate::source::Page;

/// A part of a phase's poster that a page may choose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum PosterPart {
    /// The short line under the name.
    Motto,
    /// What the phase is for, in a sentence.
    Purpose,
    /// Team and duration.
    Facts,
    /// The pictograms with their labels.
    Pictograms,
    /// The short list, of outputs as a rule.
    List,
    /// The path of all phases.
    Path,
}

/// The parts by the names that pages give them, in the order in which a poster has
/// them unless its page says otherwise. The name stands above them all.
const PARTS: [(&str, PosterPart); 6] = [
    ("motto", PosterPart::Motto),
    ("purpose", PosterPart::Purpose),
    ("facts", PosterPart::Facts),
    ("pictograms", PosterPart::Pictograms),
    ("list", PosterPart::List),
    ("path", PosterPart::Path),
];

/// What a page asks of its poster.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Default)]
pub struct PosterOptions {
    /// Whether there is to be none.
    pub none: bool,
    /// A line for the poster, in place of the subtitle.
    pub motto: Option<String>,
    /// The parts to show, in their order; all in the usual one where nothing is said.
    pub parts: Option<Vec<PosterPart>>,
    /// The words of the heading whose list the poster shows.
    pub list: Option<String>,
}

impl PosterOptions {
    /// Whether a part is to be shown.
    pub fn shows(&self, part: PosterPart) -> bool {
        self.order().contains(&part)
    }

    /// The parts to show, in their order. A poster always has its pictograms: a page
    /// that names others alone has them where they usually are, before the list
    /// and the path.
    pub fn order(&self) -> Vec<PosterPart> {
        let Some(parts) = &self.parts else { return PARTS.map(|(_, part)| part).to_vec() };
        let mut order = parts.clone();
        if !order.contains(&PosterPart::Pictograms) {
            let below = |part: &PosterPart| matches!(part, PosterPart::List | PosterPart::Path);
            let at = order.iter().position(below).unwrap_or(order.len());
            order.insert(at, PosterPart::Pictograms);
        }
        order
    }
}

/// Reads `poster:`. What is not understood is named at its place and left out.
pub(crate) fn wishes(
    page: &Page,
    blocks: &[Block<Resolved>],
    diagnostics: &mut Vec<Diagnostic>,
) -> PosterOptions {
    let Some(poster) = &page.front.poster else { return PosterOptions::default() };
    let mut reading = Reading { page, span: poster.span, diagnostics, options: PosterOptions::default() };
    match &poster.value {
        Value::Bool(wanted) => reading.options.none = !wanted,
        Value::Null => {}
        Value::Object(map) => map.iter().for_each(|(key, value)| reading.setting(key, value, blocks)),
        _ => {
            let hint = "write `poster: false` for none, or `motto: …` on an indented line below";
            reading.wrong("expected `false` or settings for `poster`", hint);
        }
    }
    reading.options
}

/// Reads the settings of one page's poster.
struct Reading<'a> {
    page: &'a Page,
    /// Where the settings stand.
    span: Span,
    diagnostics: &'a mut Vec<Diagnostic>,
    options: PosterOptions,
}

impl Reading<'_> {
    fn wrong(&mut self, message: impl Into<String>, hint: impl Into<String>) {
        let diagnostic =
            Diagnostic::new(&rules::FRONT_MATTER_VALUE, &self.page.source, self.span, message.into());
        self.diagnostics.push(diagnostic.hint(hint.into()));
    }

    fn setting(&mut self, key: &str, value: &Value, blocks: &[Block<Resolved>]) {
        let text = value.as_str().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        match (key, text) {
            ("motto", Some(text)) => self.options.motto = Some(text),
            ("list", Some(text)) => self.list(text, blocks),
            ("motto" | "list", None) => self.wrong(
                format!("expected a line of text for `{key}` of the poster"),
                format!("write `{key}: …` on one line"),
            ),
            ("sections", _) => self.sections(value),
            _ => {
                let hint = match names::nearest(key, ["motto", "list", "sections"]) {
                    Some(near) => format!("did you mean `{near}`"),
                    None => "there are `motto`, `sections` and `list`".to_owned(),
                };
                self.wrong(format!("a poster has no setting `{key}`"), hint);
            }
        }
    }

    /// The heading whose list the poster shows.
    fn list(&mut self, text: String, blocks: &[Block<Resolved>]) {
        let heading = |block: &Block<Resolved>| match &block.kind {
            BlockKind::Heading { content, .. } => Some(plain_text(content).trim().to_owned()),
            _ => None,
        };
        let headings: Vec<String> = blocks.iter().filter_map(heading).collect();
        if headings.iter().any(|words| words.to_lowercase() == text.to_lowercase()) {
            self.options.list = Some(text);
            return;
        }
        let hint = match names::nearest(&text, headings.iter().map(String::as_str)) {
            Some(near) => format!("did you mean `{near}`"),
            None => "write the words of a heading that has a list under it".to_owned(),
        };
        self.wrong(format!("the page has no heading `{text}`"), hint);
    }

    /// The sections of the poster, in their order.
    fn sections(&mut self, value: &Value) {
        let named: Vec<String> = match value {
            Value::Array(items) => items.iter().map(written).collect(),
            Value::String(one) => vec![one.clone()],
            _ => {
                let hint = "write `sections: [purpose, list]`";
                return self.wrong("expected a list of sections for the poster", hint);
            }
        };
        let mut parts = Vec::new();
        for name in named {
            match PARTS.iter().find(|(known, _)| *known == name) {
                Some((_, part)) if parts.contains(part) => {
                    let hint = "name each section once, where it is to stand";
                    self.wrong(format!("the poster has the section `{name}` twice"), hint);
                }
                Some((_, part)) => parts.push(*part),
                // The name stands above everything.
                None if name == "title" && parts.is_empty() => {}
                None if name == "title" => self.wrong(
                    "a poster's title stands above its sections",
                    "leave `title` out, or name it first",
                ),
                None => {
                    let known = PARTS.map(|(known, _)| known);
                    let hint = match names::nearest(&name, known) {
                        Some(near) => format!("did you mean `{near}`"),
                        None => format!("there are `{}`", known.join("`, `")),
                    };
                    self.wrong(format!("a poster has no section `{name}`"), hint);
                }
            }
        }
        self.options.parts = Some(parts);
    }
}

/// A value as its page wrote it, as near as can be.
fn written(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), |text| text.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::build::{Project, ReadOptions};
    use crate::files::Memory;

    fn read(poster: &str) -> (PosterOptions, Vec<String>) {
        let text = format!("---\ntitle: Beta\n{poster}---\n\n## Measures\n\n- users\n");
        let files = Memory::new([("beta.md", text.as_bytes())]);
        let project = Project::read(&files, &ReadOptions::default()).unwrap();
        let said = project.diagnostics.iter().map(|fault| {
            let (line, _) = fault.place.source.position(fault.place.span.start as usize);
            format!("{line}: {} ({})", fault.message, fault.hint.as_deref().unwrap_or(""))
        });
        (project.book.unwrap().chapters_mut().remove(0).poster, said.collect())
    }

    #[test]
    fn a_page_chooses_what_its_poster_shows() {
        assert_eq!(read(""), (PosterOptions::default(), Vec::new()));
        assert!(read("poster: false\n").0.none);
        let (wishes, said) =
            read("poster:\n  motto: Build it\n  sections: [pictograms, facts]\n  list: measures\n");
        assert_eq!(said, [""; 0]);
        assert_eq!((wishes.motto.as_deref(), wishes.list.as_deref()), (Some("Build it"), Some("measures")));
        assert!(wishes.shows(PosterPart::Facts) && !wishes.shows(PosterPart::Path));
    }

    #[test]
    fn a_page_chooses_the_order() {
        use PosterPart::{Facts, List, Motto, Path, Pictograms, Purpose};
        let order = |poster: &str| {
            let (wishes, said) = read(poster);
            assert_eq!(said, [""; 0]);
            wishes.order()
        };
        assert_eq!(order(""), [Motto, Purpose, Facts, Pictograms, List, Path]);
        assert_eq!(
            order("poster: {sections: [title, path, pictograms, motto]}\n"),
            [Path, Pictograms, Motto]
        );
        assert_eq!(order("poster: {sections: [facts, list, motto]}\n"), [Facts, Pictograms, List, Motto]);
        assert_eq!(order("poster: {sections: []}\n"), [Pictograms]);
    }

    #[test]
    fn what_is_not_understood_is_named_at_its_place() {
        let said = |poster: &str| read(poster).1;
        assert_eq!(
            said("poster: big\n"),
            [
                "3: expected `false` or settings for `poster` (write `poster: false` for none, or `motto: …` on an indented line below)"
            ]
        );
        assert_eq!(
            said("poster:\n  moto: x\n"),
            ["4: a poster has no setting `moto` (did you mean `motto`)"]
        );
        assert_eq!(
            said("poster: {sections: [fact], list: Mesures}\n"),
            [
                "3: a poster has no section `fact` (did you mean `facts`)",
                "3: the page has no heading `Mesures` (did you mean `Measures`)"
            ]
        );
        assert_eq!(
            said("poster: {sections: [facts, 7, list, facts, title]}\n"),
            [
                "3: a poster has no section `7` (there are `motto`, `purpose`, `facts`, `pictograms`, `list`, `path`)",
                "3: the poster has the section `facts` twice (name each section once, where it is to stand)",
                "3: a poster's title stands above its sections (leave `title` out, or name it first)"
            ]
        );
        assert_eq!(
            said("poster: {motto: [a]}\n"),
            ["3: expected a line of text for `motto` of the poster (write `motto: …` on one line)"]
        );
    }
}
