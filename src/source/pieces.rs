//! Paragraphs that are too long to be set as one.

use super::words::trim;
use crate::limits::PARAGRAPH_LETTERS;
use crate::model::{Attributes, Block, BlockKind, Inline, InlineKind, Node, Span, Written, plain_text};

/// The paragraph of some words, or several where they are too many for one. The name of the
/// whole is that of its beginning.
pub(super) fn paragraphs(
    span: Span,
    mut attributes: Attributes,
    content: Vec<Inline<Written>>,
) -> Vec<Block<Written>> {
    // A letter is a byte at the least.
    let mut pieces = if span.range().len() > PARAGRAPH_LETTERS { pieces(content) } else { vec![content] };
    if pieces.len() <= 1 {
        let content = pieces.pop().unwrap_or_default();
        return vec![Node::with(span, attributes, BlockKind::Paragraph { content })];
    }
    let paragraph = |content: Vec<Inline<Written>>| {
        let span = content.iter().map(|node| node.span).reduce(Span::join).unwrap_or(span);
        let said = attributes.clone();
        attributes.id = None;
        Node::with(span, said, BlockKind::Paragraph { content })
    };
    pieces.into_iter().map(paragraph).collect()
}

/// Parts the words of a paragraph into pieces of up to [`PARAGRAPH_LETTERS`], at a blank where
/// there is one. A link, a stress or whatever else holds words stays whole.
fn pieces(content: Vec<Inline<Written>>) -> Vec<Vec<Inline<Written>>> {
    let mut pieces = vec![Vec::new()];
    let mut room = PARAGRAPH_LETTERS;
    for mut node in content {
        let mut letters = plain_text(std::slice::from_ref(&node)).chars().count();
        while letters > room {
            if let InlineKind::Text { text } = &mut node.kind {
                let rest = text.split_off(end_of_piece(text, room));
                let head = std::mem::replace(text, rest);
                letters = text.chars().count();
                push(&mut pieces, Node { kind: InlineKind::Text { text: head }, ..node.clone() });
            } else if room == PARAGRAPH_LETTERS {
                // It is too long by itself.
                break;
            }
            pieces.push(Vec::new());
            room = PARAGRAPH_LETTERS;
        }
        room = room.saturating_sub(letters);
        push(&mut pieces, node);
    }
    pieces.into_iter().map(trim).filter(|piece| !piece.is_empty()).collect()
}

fn push(pieces: &mut [Vec<Inline<Written>>], node: Inline<Written>) {
    if let Some(piece) = pieces.last_mut() {
        piece.push(node);
    }
}

/// Where a text of more than `room` letters is cut: after the last blank within them, or after
/// them all where there is none.
fn end_of_piece(text: &str, room: usize) -> usize {
    let most = text.char_indices().nth(room).map_or(text.len(), |(at, _)| at);
    text[..most]
        .rfind(char::is_whitespace)
        .map_or(most, |blank| blank + text[blank..].chars().next().map_or(0, char::len_utf8))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(words: &str) -> Inline<Written> {
        Node::new(Span::default(), InlineKind::Text { text: words.to_owned() })
    }

    fn words(pieces: &[Vec<Inline<Written>>]) -> Vec<String> {
        pieces.iter().map(|piece| plain_text(piece)).collect()
    }

    #[test]
    fn a_paragraph_within_the_limit_stays_whole() {
        let whole = "a".repeat(PARAGRAPH_LETTERS);
        assert_eq!(words(&pieces(vec![text(&whole)])), [whole]);
    }

    #[test]
    fn words_are_cut_at_blanks() {
        let long = "four ".repeat(PARAGRAPH_LETTERS / 2);
        let parts = words(&pieces(vec![text(&long)]));
        assert_eq!(parts.len(), 3);
        assert!(
            parts.iter().all(|part| part.chars().count() <= PARAGRAPH_LETTERS && part.starts_with("four"))
        );
        assert_eq!(parts.join(" ").split_whitespace().count(), PARAGRAPH_LETTERS / 2);
    }

    #[test]
    fn a_word_without_end_is_cut_between_letters() {
        let parts = words(&pieces(vec![text(&"é".repeat(2 * PARAGRAPH_LETTERS + 7))]));
        assert_eq!(
            parts.iter().map(|part| part.chars().count()).collect::<Vec<_>>(),
            [PARAGRAPH_LETTERS, PARAGRAPH_LETTERS, 7]
        );
    }

    #[test]
    fn the_first_piece_has_the_name_and_all_have_the_rest() {
        let attributes =
            Attributes { id: Some("whole".into()), classes: vec!["lead".into()], ..Attributes::default() };
        let span = Span::new(0, 3 * PARAGRAPH_LETTERS);
        let made = paragraphs(span, attributes.clone(), vec![text(&"é".repeat(PARAGRAPH_LETTERS + 1))]);
        let said: Vec<_> = made.iter().map(|block| block.attributes.clone()).collect();
        assert_eq!(said, [attributes.clone(), Attributes { id: None, ..attributes }]);
    }

    #[test]
    fn what_holds_words_is_not_cut() {
        let inner = vec![text(&"é".repeat(PARAGRAPH_LETTERS + 1))];
        let strong = Node::new(Span::default(), InlineKind::Strong { content: inner });
        let parts = pieces(vec![text("before"), strong.clone(), text("after")]);
        assert_eq!(parts, [vec![text("before")], vec![strong], vec![text("after")]]);
    }
}
