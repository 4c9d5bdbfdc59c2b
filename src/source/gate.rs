//! The gate between the HTML tokenizer and tree construction: what may not reach a reader falls
//! away here and is noted.

use std::cell::{Cell, RefCell};
use std::ops::Range;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{Tag, TagKind, Token, TokenSink, TokenSinkResult};
use html5ever::tree_builder::TreeBuilder;
use html5ever::{Attribute, LocalName};

use super::dom::{Handle, Sink};
use super::markdown::{Refused, RefusedKind};
use super::quotes::{self, Quotes};

/// Stands between the tokenizer and tree construction, and lets through only
/// what may reach a reader.
pub(super) struct Gate {
    pub(super) builder: TreeBuilder<Handle, Sink>,
    /// The element whose contents fall away.
    pub(super) skipping: RefCell<Option<String>>,
    pub(super) refused: RefCell<Vec<Refused>>,
    /// Whether a token came out of what was fed last.
    pub(super) emitted: Cell<bool>,
    /// Markdown's elements that were not opened, since they stood too deep.
    pub(super) unopened: RefCell<Vec<String>>,
    /// The quotation marks of the block at hand; none where they stay as typed.
    pub(super) quotes: RefCell<Option<Quotes>>,
    /// How many elements of raw HTML are open whose text stays as typed.
    pub(super) verbatim: Cell<usize>,
    /// The last character of raw HTML's text, and none behind a tag.
    pub(super) last: Cell<Option<char>>,
    /// Whether raw HTML has just opened an element that holds words alone and asks for Markdown:
    /// its first paragraph is its own text.
    pub(super) words_only: Cell<bool>,
}

/// The tokenizer's view of the gate.
pub(super) struct Feed<'a>(pub(super) &'a Gate);

/// Elements whose contents HTML reads as text, or that have rules which would
/// swallow Markdown. Here they are ordinary, under a name of their own.
const TAMED: [&str; 17] = [
    "title",
    "textarea",
    "xmp",
    "iframe",
    "noembed",
    "noframes",
    "noscript",
    "plaintext",
    "template",
    "select",
    "option",
    "optgroup",
    "frameset",
    "frame",
    "svg",
    "math",
    "selectedcontent",
];

/// From how many words on a comment is somebody's, and not a mark for a program.
const COMMENT_WORDS: usize = 4;

/// How many elements may be open at once: several for each level that the fold
/// keeps, since a list's item is two and a table's cell four.
const DEEPEST: usize = 6 * super::lower::MAX_DEPTH;

impl Gate {
    pub(super) fn position(&self) -> Range<usize> {
        self.builder.sink.position.borrow().clone()
    }

    /// Ends the element whose contents fall away; what is left out reaches to `end`.
    pub(super) fn stop_skipping(&self, end: usize) {
        if self.skipping.borrow_mut().take().is_some()
            && let Some(left_out) = self
                .refused
                .borrow_mut()
                .iter_mut()
                .rfind(|refused| matches!(refused.what, RefusedKind::Element(_)))
        {
            left_out.range.end = left_out.range.end.max(end);
        }
    }

    pub(super) fn refuse(&self, what: RefusedKind) {
        self.refused.borrow_mut().push(Refused { range: self.position(), what });
    }

    /// Whether another element would stand too deep. Tree construction looks
    /// through all open elements for nearly every tag, so without a bound a
    /// page of nothing but `<div>` would take hours. The fold keeps far fewer
    /// levels and says so.
    fn too_deep(&self) -> bool {
        self.builder.sink.depth.get() > DEEPEST
    }

    pub(super) fn tag(&self, kind: TagKind, name: &str, attrs: Vec<Attribute>) {
        let void = matches!(name, "img" | "br" | "hr");
        match kind {
            TagKind::StartTag if !void && self.too_deep() => {
                return self.unopened.borrow_mut().push(name.to_owned());
            }
            TagKind::EndTag if self.unopened.borrow().last().is_some_and(|last| last == name) => {
                self.unopened.borrow_mut().pop();
                return;
            }
            _ => {}
        }
        let tag = Tag {
            kind,
            name: LocalName::from(name),
            self_closing: false,
            attrs,
            had_duplicate_attributes: false,
        };
        let _ = self.builder.process_token(Token::TagToken(tag), 1);
    }

    /// Counts a comment, at the first one of the page. Marks for other programs are none.
    fn comment(&self, words: &str) {
        if words.split_whitespace().count() < COMMENT_WORDS {
            return;
        }
        let mut refused = self.refused.borrow_mut();
        match refused.iter_mut().find_map(|refused| match &mut refused.what {
            RefusedKind::Comments(count) => Some(count),
            _ => None,
        }) {
            Some(count) => *count += 1,
            None => refused.push(Refused { range: self.position(), what: RefusedKind::Comments(1) }),
        }
    }

    /// Quotation marks that stand open close nothing in the block that begins.
    pub(super) fn begin_block(&self) {
        if let Some(quotes) = self.quotes.borrow_mut().as_mut() {
            quotes.begin_block();
        }
    }

    /// Raw HTML's text with typographic quotation marks, save in code.
    fn educated(&self, words: StrTendril) -> StrTendril {
        let last = self.last.replace(words.chars().next_back());
        let mut quotes = self.quotes.borrow_mut();
        let Some(quotes) = quotes.as_mut().filter(|_| self.verbatim.get() == 0) else { return words };
        if words.contains(['"', '\'']) {
            StrTendril::from(quotes::educate(&words, last, quotes))
        } else {
            words
        }
    }

    fn raw_tag(&self, mut tag: Tag) -> TokenSinkResult<Handle> {
        let name = tag.name.to_string();
        self.last.set(None);
        if matches!(name.as_str(), "code" | "pre" | "kbd" | "samp" | "tt" | "var" | "svg" | "math") {
            let open = self.verbatim.get();
            self.verbatim.set(match tag.kind {
                TagKind::StartTag if !tag.self_closing => open + 1,
                TagKind::StartTag => open,
                TagKind::EndTag => open.saturating_sub(1),
            });
        } else if super::lower::is_block(&name) {
            self.begin_block();
        }
        if let "script" | "style" = name.as_str() {
            if tag.kind == TagKind::StartTag {
                self.refuse(RefusedKind::Element(name.clone()));
                *self.skipping.borrow_mut() = Some(name);
                return TokenSinkResult::RawData(RawKind::Rawtext);
            }
            return TokenSinkResult::Continue;
        }
        if let "html" | "head" | "body" = name.as_str() {
            return TokenSinkResult::Continue;
        }
        if tag.kind == TagKind::StartTag {
            if name == "svg" {
                self.refuse(RefusedKind::Drawing);
            }
            let asks = tag.attrs.iter().any(|attribute| &*attribute.name.local == "markdown");
            self.words_only.set(asks && super::html_blocks::holds_words(&name));
            for attribute in &tag.attrs {
                if attribute.name.local.starts_with("on") {
                    self.refuse(RefusedKind::Handler(attribute.name.local.to_string()));
                }
            }
        }
        if tag.kind == TagKind::StartTag && self.too_deep() && !matches!(name.as_str(), "img" | "br" | "hr") {
            return TokenSinkResult::Continue;
        }
        if TAMED.contains(&name.as_str()) {
            tag.name = LocalName::from(format!("x-{name}"));
            // An empty element of these would otherwise hold the rest of the page.
            let closes = tag.self_closing && tag.kind == TagKind::StartTag;
            let end = Tag { kind: TagKind::EndTag, attrs: Vec::new(), self_closing: false, ..tag.clone() };
            let _ = self.builder.process_token(Token::TagToken(tag), 1);
            if closes {
                let _ = self.builder.process_token(Token::TagToken(end), 1);
            }
        } else {
            let _ = self.builder.process_token(Token::TagToken(tag), 1);
        }
        TokenSinkResult::Continue
    }
}

impl TokenSink for Feed<'_> {
    type Handle = Handle;

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<Handle> {
        let gate = self.0;
        if !matches!(token, Token::ParseError(_)) {
            gate.emitted.set(true);
        }
        let skipped = gate.skipping.borrow().clone();
        if let Some(name) = skipped {
            if let Token::TagToken(tag) = &token
                && tag.kind == TagKind::EndTag
                && *tag.name == *name
            {
                gate.stop_skipping(gate.position().start + "</>".len() + name.len());
            }
            return TokenSinkResult::Continue;
        }
        match token {
            Token::TagToken(tag) => gate.raw_tag(tag),
            // The page has not ended, only this run of HTML.
            Token::EOFToken | Token::DoctypeToken(_) | Token::ParseError(_) => TokenSinkResult::Continue,
            Token::CommentToken(words) => {
                gate.comment(&words);
                TokenSinkResult::Continue
            }
            Token::CharacterTokens(words) => {
                let words = gate.educated(words);
                let _ = gate.builder.process_token(Token::CharacterTokens(words), line);
                TokenSinkResult::Continue
            }
            other => {
                let _ = gate.builder.process_token(other, line);
                TokenSinkResult::Continue
            }
        }
    }
}
