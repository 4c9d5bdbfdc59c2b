//! For people: the source line, a caret, and what to do.

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

use super::{Style, region, severity_name};
use crate::diagnostic::{Diagnostic, Place, Severity};

/// How long a source line may be drawn, in bytes. Longer ones, such as a page
/// that is one line, are cut around the fault.
const LONGEST_LINE: usize = 400;

/// Draws each diagnostic with its source line.
pub fn render(diagnostics: &[Diagnostic], style: &Style) -> String {
    let renderer = if style.colour { Renderer::styled() } else { Renderer::plain() };
    let mut drawn = String::new();
    for diagnostic in diagnostics {
        let level = match diagnostic.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
            Severity::Note => Level::NOTE,
        };
        let path = |place: &Place| visible(&format!("{}{}", style.prefix, place.source.path));
        let related = diagnostic.related.as_ref();
        let title = level.primary_title(diagnostic.message.as_str()).id(diagnostic.rule.code);
        let mut snippet = snippet(&diagnostic.place, path(&diagnostic.place), AnnotationKind::Primary, None);
        if let Some((place, words)) = related
            && place.source == diagnostic.place.source
        {
            snippet = with_related(&diagnostic.place, place, path(place), words);
        }
        let mut group = title.element(snippet);
        if let Some((place, words)) = related
            && place.source != diagnostic.place.source
        {
            group = group.element(self::snippet(place, path(place), AnnotationKind::Context, Some(words)));
        }
        if let Some(hint) = &diagnostic.hint {
            group = group.element(Level::HELP.message(hint.as_str()));
        }
        drawn.push_str(&renderer.render(&[group]));
        drawn.push_str("\n\n");
    }
    drawn
}

/// One line for each diagnostic.
pub fn short(diagnostics: &[Diagnostic], style: &Style) -> String {
    let mut drawn = String::new();
    for diagnostic in diagnostics {
        let ((line, column), _) = region(&diagnostic.place);
        let hint = diagnostic.hint.as_ref().map(|hint| format!("; {hint}")).unwrap_or_default();
        drawn.push_str(&visible(&format!(
            "{}{}:{line}:{column}: {}[{}]: {}{hint}",
            style.prefix,
            diagnostic.place.source.path,
            severity_name(diagnostic.severity),
            diagnostic.rule.code,
            diagnostic.message,
        )));
        drawn.push('\n');
    }
    drawn
}

/// Text on one line that tells a terminal nothing: a file's name may hold any character.
fn visible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_control() {
            shown.extend(character.escape_default());
        } else {
            shown.push(character);
        }
    }
    shown
}

/// The lines of a text around a place, and how many stand before them.
fn lines_around(text: &str, start: usize, end: usize) -> (usize, std::ops::Range<usize>) {
    let mut from = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let mut to = text[end..].find('\n').map_or(text.len(), |at| end + at);
    if to - from > LONGEST_LINE && !text[from..to].contains('\n') {
        from = floor(text, start.saturating_sub(LONGEST_LINE / 4)).max(from);
        to = floor(text, (end.min(start + LONGEST_LINE / 2)) + LONGEST_LINE / 4).min(to);
    }
    (text[..from].bytes().filter(|b| *b == b'\n').count(), from..to)
}

fn floor(text: &str, mut at: usize) -> usize {
    at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// A place of more than a few lines is shown by its first.
fn shown(place: &Place) -> (usize, usize) {
    let text = &place.source.text;
    let range = place.span.range();
    let start = floor(text, range.start);
    let end = floor(text, range.end).max(start);
    match text[start..end].find('\n') {
        Some(at) => (start, start + text[start..start + at].trim_end().len()),
        None => (start, end),
    }
}

fn snippet<'a>(
    place: &'a Place,
    path: String,
    kind: AnnotationKind,
    label: Option<&'a str>,
) -> Snippet<'a, annotate_snippets::Annotation<'a>> {
    let (start, end) = shown(place);
    let (before, range) = lines_around(&place.source.text, start, end);
    let (from, to) = (start.max(range.start) - range.start, end.clamp(range.start, range.end) - range.start);
    Snippet::source(&place.source.text[range])
        .line_start(before + 1)
        .path(path)
        .annotation(kind.span(from..to.max(from)).label(label))
}

/// Two places of one source in one picture.
fn with_related<'a>(
    place: &'a Place,
    related: &'a Place,
    path: String,
    words: &'a str,
) -> Snippet<'a, annotate_snippets::Annotation<'a>> {
    let text = &place.source.text;
    let ((start, end), (from, to)) = (shown(place), shown(related));
    let (before, range) = lines_around(text, start.min(from), end.max(to));
    let shift = |at: usize| at.clamp(range.start, range.end) - range.start;
    Snippet::source(&text[range.clone()])
        .line_start(before + 1)
        .path(path)
        .annotation(AnnotationKind::Primary.span(shift(start)..shift(end)))
        .annotation(AnnotationKind::Context.span(shift(from)..shift(to)).label(words))
}
