//! Paragraphs and quotations that a theme of Jekyll sets apart by their class: those that the site's
//! configuration lists under `callouts` (Just the Docs), `prompt-tip` (Chirpy), `notice--info`
//! (Minimal Mistakes).

use serde_json::{Map, Value};

use super::marks::kinds;
use crate::model::visit::{self, VisitMut};
use crate::model::{Attributes, Block, BlockKind, Inline, InlineKind, Node, Written};

/// Makes admonitions of the blocks whose classes say that they are.
pub fn by_class(blocks: &mut [Block<Written>], variables: &Map<String, Value>) {
    let known = variables.get("callouts").and_then(Value::as_object);
    visit::blocks_mut(blocks, &mut Callouts { known });
}

struct Callouts<'v> {
    /// What the configuration says of each class.
    known: Option<&'v Map<String, Value>>,
}

/// What a class makes of a block.
struct Callout {
    name: String,
    /// The words that stand above it; none where the word for its sort does.
    title: Option<String>,
    /// Whether its first paragraph is its title.
    titled: bool,
}

impl Callouts<'_> {
    fn meaning(&self, class: &str) -> Option<Callout> {
        let (name, titled) = match class.strip_suffix("-title") {
            Some(name) => (name, true),
            None => (class, false),
        };
        if let Some(said) = self.known.and_then(|known| known.get(name)) {
            let title = said.get("title").and_then(Value::as_str).unwrap_or("");
            let own = !title.eq_ignore_ascii_case(name) || kinds::known(name).is_none();
            return Some(Callout { name: name.to_owned(), title: own.then(|| title.to_owned()), titled });
        }
        let name = class.strip_prefix("prompt-").or_else(|| class.strip_prefix("notice--"))?;
        kinds::known(name)?;
        Some(Callout { name: name.to_owned(), title: Some(String::new()), titled: false })
    }
}

impl VisitMut<Written> for Callouts<'_> {
    fn block(&mut self, node: &mut Block<Written>) {
        if !matches!(node.kind, BlockKind::Paragraph { .. } | BlockKind::Quote { .. }) {
            return;
        }
        let classes = node.attributes.classes.iter().enumerate();
        let found = classes.filter_map(|(at, class)| Some((at, self.meaning(class)?))).next();
        let Some((at, callout)) = found else { return };
        node.attributes.classes.remove(at);
        let mut held = match std::mem::replace(&mut node.kind, BlockKind::ThematicBreak) {
            BlockKind::Quote { blocks } => blocks,
            kind => vec![Node::with(node.span, Attributes::default(), kind)],
        };
        let own = match held.first().map(|block| &block.kind) {
            Some(BlockKind::Paragraph { content }) if callout.titled && held.len() > 1 => {
                Some(content.clone())
            }
            _ => None,
        };
        if own.is_some() {
            held.remove(0);
        }
        let (kind, _) = kinds::any(&callout.name);
        let title = callout.title.or_else(|| kind.title.map(str::to_owned));
        let words = |title: String| -> Vec<Inline<Written>> {
            let text = InlineKind::Text { text: title.clone() };
            if title.is_empty() { Vec::new() } else { vec![Node::new(node.span, text)] }
        };
        let title = own.or_else(|| title.map(words));
        node.kind = BlockKind::Admonition { sort: kind.sort, title, blocks: held };
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::files::Memory;
    use crate::model::plain_text;
    use crate::source::{Settings, read};

    fn told(blocks: &[Block<Written>]) -> String {
        let told = |block: &Block<Written>| match &block.kind {
            BlockKind::Paragraph { content } => plain_text(content),
            BlockKind::Quote { blocks } => format!("quote({})", told(blocks)),
            BlockKind::Admonition { sort, title, blocks } => {
                let title = title.as_ref().map_or_else(|| "-".to_owned(), |title| plain_text(title));
                format!("{}[{title}]({})", sort.label(), told(blocks))
            }
            other => format!("{other:?}"),
        };
        blocks.iter().map(told).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn classes_of_themes_set_blocks_apart() {
        let callouts = json!({"callouts": {
            "warning": {"title": "Warning", "color": "red"},
            "news": {"title": "Fresh", "color": "green"},
            "plain": {"color": "blue"},
        }});
        let Value::Object(variables) = callouts else { unreachable!() };
        for (text, expected) in [
            ("{: .warning }\none", "Warning[-](one)"),
            ("> one\n>\n> two\n{: .news }", "Note[Fresh](one two)"),
            ("{: .plain }\none", "Note[](one)"),
            ("{: .news-title }\n> Own\n>\n> one", "Note[Own](one)"),
            ("{: .news }\n> {: .warning }\n> one", "Note[Fresh](Warning[-](one))"),
            ("> one\n{: .prompt-tip }", "Tip[](one)"),
            ("one\n{: .notice--danger }", "Caution[](one)"),
            ("one\n{: .note }", "one"),
            ("> one\n{: .prompt-other }", "quote(one)"),
        ] {
            let files = Memory::new([("a.md", text)]);
            let settings = Settings { variables: variables.clone(), ..Settings::default() };
            assert_eq!(told(&read(&files, "a.md", &settings).blocks), expected, "{text}");
        }
    }
}
