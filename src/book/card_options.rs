//! What a page's front matter asks of its card: `card: false` for none, `card: true` for one where
//! there would be none, `card: 12` for its number, or settings.

use serde_json::Value;

use crate::diagnostic::Diagnostic;
use crate::diagnostic::rules;
use crate::model::Span;
use crate::names;
use crate::source::Page;

/// What a page asks of its card.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CardOptions {
    /// Whether there is to be one; nothing where the page leaves it to its contents.
    pub wanted: Option<bool>,
    /// Its number in every edition, from 1.
    pub number: Option<u32>,
    /// The sentence on its front.
    pub sentence: Option<String>,
    /// The fields on its back, in their order.
    pub back: Option<Vec<String>>,
}

/// The settings.
const SETTINGS: [&str; 3] = ["number", "sentence", "back"];

/// The largest number: more digits than a card has room for are no number.
const LARGEST: u64 = 99_999;

/// Reads `card:`. What is not understood is named at its place and left out.
pub(crate) fn wishes(page: &Page, diagnostics: &mut Vec<Diagnostic>) -> CardOptions {
    let Some(card) = &page.front.card else { return CardOptions::default() };
    let mut reading = Reading { page, span: card.span, diagnostics, options: CardOptions::default() };
    match &card.value {
        Value::Bool(wanted) => reading.options.wanted = Some(*wanted),
        Value::Null => {}
        Value::Object(map) => {
            reading.options.wanted = Some(true);
            map.iter().for_each(|(key, value)| reading.setting(key, value));
        }
        value => reading.number(value),
    }
    reading.options
}

/// Reads the settings of one page's card.
struct Reading<'a> {
    page: &'a Page,
    span: Span,
    diagnostics: &'a mut Vec<Diagnostic>,
    options: CardOptions,
}

impl Reading<'_> {
    fn wrong(&mut self, message: String, hint: &str) {
        let diagnostic = Diagnostic::new(&rules::FRONT_MATTER_VALUE, &self.page.source, self.span, message);
        self.diagnostics.push(diagnostic.hint(hint.to_owned()));
    }

    fn number(&mut self, value: &Value) {
        let number = value.as_u64().or_else(|| value.as_str()?.trim().parse().ok());
        match number.filter(|number| (1..=LARGEST).contains(number)) {
            Some(number) => {
                self.options.wanted = Some(true);
                self.options.number = u32::try_from(number).ok();
            }
            None => self.wrong(
                format!("expected a number of 1 to {LARGEST} for the card, `true`, `false` or settings"),
                "write `card: 12`, `card: false` for none, or `sentence: …` on an indented line below",
            ),
        }
    }

    fn setting(&mut self, key: &str, value: &Value) {
        let text = value.as_str().map(str::trim).filter(|text| !text.is_empty());
        match (key, text) {
            ("number", _) => self.number(value),
            ("sentence", Some(text)) => self.options.sentence = Some(text.to_owned()),
            ("sentence", None) => self.wrong(
                "expected a line of text for `sentence` of the card".to_owned(),
                "write `sentence: …` on one line",
            ),
            ("back", Some(one)) => self.options.back = Some(vec![one.to_owned()]),
            ("back", None) => match value.as_array().map(|items| items.iter().map(Value::as_str).collect()) {
                Some(Some(fields)) => {
                    let fields: Vec<&str> = fields;
                    self.options.back = Some(fields.into_iter().map(str::to_owned).collect());
                }
                _ => self.wrong(
                    "expected a list of fields for `back` of the card".to_owned(),
                    "write `back: [what, why, steps]`",
                ),
            },
            _ => {
                let hint = match names::nearest(key, SETTINGS) {
                    Some(near) => format!("did you mean `{near}`"),
                    None => "there are `number`, `sentence` and `back`".to_owned(),
                };
                self.wrong(format!("a card has no setting `{key}`"), &hint);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::build::{Project, ReadOptions};
    use crate::files::Memory;

    fn read(card: &str) -> (CardOptions, Vec<String>) {
        let text = format!("---\ntitle: Beta\n{card}---\n\nWords.\n");
        let files = Memory::new([("beta.md", text.as_bytes())]);
        let project = Project::read(&files, &ReadOptions::default()).unwrap();
        let said = project.diagnostics.iter().map(|fault| {
            let (line, _) = fault.place.source.position(fault.place.span.start as usize);
            format!("{line}: {}", fault.message)
        });
        (project.book.unwrap().chapters_mut().remove(0).card, said.collect())
    }

    #[test]
    fn a_page_says_whether_it_has_a_card_and_what_is_on_it() {
        assert_eq!(read(""), (CardOptions::default(), Vec::new()));
        assert_eq!(read("card: false\n").0.wanted, Some(false));
        assert_eq!(read("card: 12\n").0.number, Some(12));
        let (card, said) = read("card: {number: 3, sentence: Ask., back: [why, steps]}\n");
        assert_eq!(said, [""; 0]);
        assert_eq!((card.wanted, card.number, card.sentence.as_deref()), (Some(true), Some(3), Some("Ask.")));
        assert_eq!(card.back.unwrap(), ["why", "steps"]);
    }

    #[test]
    fn what_is_not_understood_is_named_at_its_line() {
        for (card, message) in [
            ("card: big\n", "3: expected a number"),
            ("card: 0\n", "3: expected a number"),
            ("card: {sentense: x}\n", "3: a card has no setting `sentense`"),
            ("card: {back: 7}\n", "3: expected a list of fields"),
        ] {
            let said = read(card).1;
            assert!(said.len() == 1 && said[0].starts_with(message), "{card}: {said:?}");
        }
    }
}
