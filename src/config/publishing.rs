//! Settings about the book as a publication: who had a part in it, the series
//! it is of, its numbers, what its EPUB has.

use crate::book::{Accessibility, Contributor, Role, Series};
use crate::config::Reading;
use crate::source::Spanned;
use crate::yaml::{Node, Value};

/// What a site says about the book as a publication.
#[derive(Debug, Clone, Default)]
pub struct Publishing {
    /// `contributors`: names under roles, such as `editor: Ada Ample`
    pub contributors: Vec<Contributor>,
    /// `series`: a title, or `title` and `number`
    pub series: Option<Series>,
    /// `isbn`: the EPUB's, digits alone
    pub isbn: Option<String>,
    /// `licence`: of the text
    pub licence: Option<String>,
    /// `edition`: such as `Second edition`
    pub edition: Option<String>,
    /// `address`: of the publisher, line by line
    pub address: Vec<String>,
    /// `title-page`: whether the handbook has one behind its cover
    pub title_page: Option<bool>,
    /// `phase-spread`: whether phases open with a spread
    pub phase_spread: Option<bool>,
    /// `print-isbn`: the print edition's, digits alone
    pub print_isbn: Option<String>,
    /// `epub: page-list`: whether the EPUB marks the handbook's pages
    pub page_list: Option<bool>,
    /// `epub: onix`: whether shops are told of the EPUB in ONIX. The command line may ask for it, too.
    pub onix: Option<Spanned<bool>>,
    /// `accessibility`: who answers for it
    pub accessibility: Accessibility,
}

/// The digits of an ISBN whose check digit holds (ISO 2108); spaces and hyphens
/// fall away.
fn isbn(text: &str) -> Option<String> {
    let digits: String = text.chars().filter(|c| !matches!(c, ' ' | '-' | '\u{2010}'..='\u{2012}')).collect();
    let values: Vec<u32> = digits
        .chars()
        .enumerate()
        .map(|(at, c)| {
            if at == 9 && digits.len() == 10 && c.eq_ignore_ascii_case(&'x') {
                Some(10)
            } else {
                c.to_digit(10)
            }
        })
        .collect::<Option<_>>()?;
    let weighed =
        |weight: &dyn Fn(usize) -> u32| values.iter().enumerate().map(|(at, v)| v * weight(at)).sum::<u32>();
    let holds = match values.len() {
        13 => {
            (digits.starts_with("978") || digits.starts_with("979"))
                && weighed(&|at| if at % 2 == 0 { 1 } else { 3 }) % 10 == 0
        }
        10 => weighed(&|at| 10 - u32::try_from(at).unwrap_or(0)) % 11 == 0,
        _ => false,
    };
    holds.then(|| digits.to_ascii_uppercase())
}

impl Reading<'_> {
    /// `isbn` and `print-isbn`.
    pub(crate) fn isbn(&mut self, node: &Node) -> Option<String> {
        let text = self.text(node)?;
        let digits = isbn(&text);
        if digits.is_none() {
            self.wrong_value(node.span, wrong_isbn(&text), "compare it with the number that the agency gave");
        }
        digits
    }

    pub(crate) fn series(&mut self, node: &Node) {
        let Value::Map(entries) = &node.value else {
            self.config.publishing.series = self.text(node).map(|title| Series { title, number: None });
            return;
        };
        let (mut title, mut number) = (None, None);
        for (key, node) in entries {
            match key.name.as_str() {
                "title" => title = self.text(node),
                "number" => {
                    number = self.text(node);
                    let decimal = |text: &String| {
                        text.split('.')
                            .all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()))
                    };
                    if !number.as_ref().is_none_or(decimal) {
                        self.wrong_value(
                            node.span,
                            "expected a number".to_owned(),
                            "write it as `2`, or `2.1`",
                        );
                        number = None;
                    }
                }
                _ => self.nothing_reads(key, &["title", "number"]),
            }
        }
        match title {
            Some(title) => self.config.publishing.series = Some(Series { title, number }),
            None => self.wrong_value(
                node.span,
                "the series has no title".to_owned(),
                "add `title:` below `series:`",
            ),
        }
    }

    pub(crate) fn contributors(&mut self, node: &Node) {
        let hint = "write `contributors:` and below it, indented, lines such as `editor: Ada Ample`";
        for (key, node) in self.below(node, hint) {
            let Some(role) = Role::named(&key.name) else {
                self.nothing_reads(key, &Role::NAMES);
                continue;
            };
            let names = self.texts(node);
            self.config
                .publishing
                .contributors
                .extend(names.into_iter().map(|name| Contributor { name, role }));
        }
    }

    pub(crate) fn epub(&mut self, node: &Node) {
        for (key, node) in self.below(node, "write `epub:` and below it, indented, `page-list: false`") {
            match (key.name.as_str(), &node.value) {
                ("page-list", Value::Bool(wanted)) => self.config.publishing.page_list = Some(*wanted),
                ("page-list", _) => self.wrong_value(
                    node.span,
                    format!("expected `true` or `false`, found {}", node.kind()),
                    "write `page-list: false` for an EPUB without the handbook's pages",
                ),
                ("onix", _) => {
                    let wanted = self.truth(node, "onix");
                    self.config.publishing.onix = wanted.map(|value| Spanned { span: node.span, value });
                }
                _ => self.nothing_reads(key, &["page-list", "onix"]),
            }
        }
    }

    pub(crate) fn accessibility(&mut self, node: &Node) {
        let hint = "write `accessibility:` and below it, indented, `certified-by: The Phase Office`";
        for (key, node) in self.below(node, hint) {
            match key.name.as_str() {
                "certified-by" => self.config.publishing.accessibility.certified_by = self.text(node),
                "credential" => self.config.publishing.accessibility.credential = self.text(node),
                "report" => self.config.publishing.accessibility.report = self.address(node),
                "date" => self.config.publishing.accessibility.date = self.day(node),
                "contact" => self.config.publishing.accessibility.contact = self.text(node),
                _ => {
                    self.nothing_reads(key, &["certified-by", "credential", "report", "date", "contact"]);
                }
            }
        }
    }
}

/// What is wrong with an ISBN, in words.
fn wrong_isbn(text: &str) -> String {
    let signs = text.chars().filter(|sign| sign.is_ascii_digit() || matches!(sign, 'x' | 'X')).count();
    match signs {
        10 | 13 => format!("`{text}` is no ISBN: the last digit does not match; check for a typo"),
        _ => format!("`{text}` is no ISBN: it has {signs} digits, where 13 or 10 are needed"),
    }
}

#[cfg(test)]
mod tests {
    use super::{isbn, wrong_isbn};

    #[test]
    fn what_is_wrong_with_an_isbn_is_said() {
        for (text, said) in [
            (
                "978-3-16-148410-1",
                "`978-3-16-148410-1` is no ISBN: the last digit does not match; check for a typo",
            ),
            ("12", "`12` is no ISBN: it has 2 digits, where 13 or 10 are needed"),
        ] {
            assert_eq!(wrong_isbn(text), said);
        }
    }

    #[test]
    fn an_isbn_is_known_by_its_check_digit() {
        for (text, digits) in [
            ("978-3-16-148410-0", Some("9783161484100")),
            ("0 306 40615 2", Some("0306406152")),
            ("0-8044-2957-x", Some("080442957X")),
            ("978-3-16-148410-1", None),
            ("9773161484100", None),
            ("", None),
            ("x", None),
            ("12345678901", None),
        ] {
            assert_eq!(isbn(text).as_deref(), digits, "{text}");
        }
    }
}
