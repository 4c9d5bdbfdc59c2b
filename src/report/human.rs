//! For people: the source line, a caret, and what to do.

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

use super::visible;
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
        let path =
            |place: &Place| visible::line(&format!("{}{}", style.prefix, place.source.path)).into_owned();
        let title = level.primary_title(visible::line(&diagnostic.message)).id(diagnostic.rule.code);
        let place = &diagnostic.place;
        let related = diagnostic.related.as_ref().map(|(other, words)| (other, visible::line(words)));
        let group = match &related {
            Some((other, words)) if are_near(place, other) => {
                title.element(with_related(place, other, path(other), words))
            }
            _ => title.element(snippet(place, path(place), AnnotationKind::Primary, None)),
        };
        let mut group = match &related {
            Some((other, words)) if !are_near(place, other) => {
                group.element(snippet(other, path(other), AnnotationKind::Context, Some(words.as_ref())))
            }
            _ => group,
        };
        if let Some(hint) = &diagnostic.hint {
            group = group.element(Level::HELP.message(visible::line(hint)));
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
        drawn.push_str(&visible::line(&format!(
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

/// Whether two places can be shown in one picture: they are of one source, and no line of it is longer
/// than is drawn.
fn are_near(place: &Place, other: &Place) -> bool {
    let ((start, end), (from, to)) = (shown(place), shown(other));
    let text = &place.source.text;
    place.source == other.source && {
        let begin = text[..start.min(from)].rfind('\n').map_or(0, |at| at + 1);
        let last = end.max(to);
        let finish = text[last..].find('\n').map_or(text.len(), |at| last + at);
        text[begin..finish].split('\n').all(|line| line.len() <= LONGEST_LINE)
    }
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
    Snippet::source(visible::of_same_length(&place.source.text[range]))
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
    Snippet::source(visible::of_same_length(&text[range.clone()]))
        .line_start(before + 1)
        .path(path)
        .annotation(AnnotationKind::Primary.span(shift(start)..shift(end)))
        .annotation(AnnotationKind::Context.span(shift(from)..shift(to)).label(words))
}
