//! How the words of HTML within a drawing look by the rules of the drawing's style sheets.

use simplecss::StyleSheet;
use usvg::roxmltree::{Document, Node};

use super::cost::{MOST_STYLE, Styled, tries};
use super::setting::Look;

/// Comparisons of an element with a selector, beyond which rules are no longer asked.
const MOST_COMPARISONS: f64 = 1_000_000.0;
/// What is taken of rules.
const NAMES: [&str; 6] = ["color", "font-size", "font-weight", "font-style", "line-height", "text-align"];

/// The rules that say anything of words.
pub(super) struct Looks<'d> {
    sheet: StyleSheet<'d>,
    comparisons: f64,
}

impl<'d> Looks<'d> {
    pub fn new(css: &'d str) -> Self {
        let mut sheet = StyleSheet::new();
        // What is too much is refused when all is clean.
        if css.len() <= MOST_STYLE {
            sheet.parse_more(css);
        }
        sheet.rules.retain(|rule| rule.declarations.iter().any(|it| NAMES.contains(&it.name)));
        Self { sheet, comparisons: 0.0 }
    }

    /// The style sheets of a drawing as one text.
    pub fn css(document: &Document) -> String {
        let sheets = document.descendants().filter(|node| node.tag_name().name() == "style");
        sheets.flat_map(|sheet| sheet.descendants()).filter_map(|it| it.text()).collect()
    }

    /// How words look that stand directly within an element of the drawing.
    pub fn around(&mut self, node: Node<'d, 'd>, mut look: Look) -> Look {
        let mut all: Vec<Node> = node.ancestors().filter(Node::is_element).collect();
        all.reverse();
        for element in all {
            look = self.of(element, look);
            for name in NAMES {
                element.attribute(name).into_iter().for_each(|value| look.declare(name, value));
            }
        }
        look
    }

    /// How words look within an element that stands among such.
    pub fn of(&mut self, node: Node<'d, 'd>, mut look: Look) -> Look {
        if self.sheet.rules.is_empty() || self.comparisons > MOST_COMPARISONS {
            return look;
        }
        let depth = node.ancestors().count();
        for rule in &self.sheet.rules {
            self.comparisons += tries(rule, depth);
            if self.comparisons > MOST_COMPARISONS {
                break;
            }
            if rule.selector.matches(&Styled(node)) {
                rule.declarations.iter().for_each(|it| look.declare(it.name, it.value));
            }
        }
        look
    }
}
