//! For people: the source line, a caret, and what to do.

use std::collections::{BTreeMap, HashMap};

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

use super::visible;
use super::{Style, region, severity_name};
use crate::diagnostic::{Diagnostic, Place, Severity};

/// How long a source line may be drawn, in bytes. Longer ones, such as a page
/// that is one line, are cut around the fault.
const LONGEST_LINE: usize = 400;

/// How many faults of a rule, errors apart, are drawn with their source lines; the others have
/// a line each.
const DRAWN: usize = 3;

/// Draws diagnostics with their source lines. Those that say the same are drawn once, with the
/// places of the others.
pub fn render(diagnostics: &[Diagnostic], style: &Style) -> String {
    let mut drawn = String::new();
    let mut of_rule: BTreeMap<&str, usize> = BTreeMap::new();
    for (first, others) in alike(diagnostics) {
        let count = of_rule.entry(first.rule.code).or_default();
        *count += 1;
        if first.severity == Severity::Error || *count <= DRAWN {
            draw(first, &others, style, &mut drawn);
        } else {
            let ((line, column), _) = region(&first.place);
            let path = visible::line(&format!("{}{}", style.prefix, first.place.source.path)).into_owned();
            drawn.push_str(&format!(
                "{}: {path}:{line}:{column}: {}\n",
                label(first, style),
                visible::line(&first.message)
            ));
            if !others.is_empty() {
                drawn.push_str(&format!("  {}\n", also(&others, style)));
            }
            drawn.push('\n');
        }
    }
    drawn
}

/// Draws errors with their source lines, and of each other rule one line with its count.
pub fn brief(diagnostics: &[Diagnostic], style: &Style) -> String {
    let errors: Vec<Diagnostic> =
        diagnostics.iter().filter(|d| d.severity == Severity::Error).cloned().collect();
    let mut drawn = render(&errors, style);
    let mut rules: Vec<(&Diagnostic, usize)> = Vec::new();
    for diagnostic in diagnostics.iter().filter(|d| d.severity != Severity::Error) {
        let of = |(first, _): &&mut (&Diagnostic, usize)| {
            first.rule.code == diagnostic.rule.code && first.severity == diagnostic.severity
        };
        match rules.iter_mut().find(of) {
            Some((_, count)) => *count += 1,
            None => rules.push((diagnostic, 1)),
        }
    }
    for (first, count) in &rules {
        let ((line, column), _) = region(&first.place);
        let path = visible::line(&format!("{}{}", style.prefix, first.place.source.path)).into_owned();
        let more = if *count > 1 { format!(" (and {} more)", count - 1) } else { String::new() };
        drawn.push_str(&format!(
            "{}: {path}:{line}:{column}: {}{more}\n",
            label(first, style),
            visible::line(&first.message)
        ));
    }
    if !rules.is_empty() {
        drawn.push_str("`phasebook check` shows each\n");
    }
    drawn
}

/// The first of the diagnostics that say the same, with the others, in the order of the first ones.
fn alike(diagnostics: &[Diagnostic]) -> Vec<(&Diagnostic, Vec<&Diagnostic>)> {
    let mut groups: Vec<(&Diagnostic, Vec<&Diagnostic>)> = Vec::new();
    let mut known: HashMap<(&str, Severity, &str), usize> = HashMap::new();
    for diagnostic in diagnostics {
        let key = (diagnostic.rule.code, diagnostic.severity, diagnostic.message.as_str());
        match known.get(&key) {
            Some(group) => groups[*group].1.push(diagnostic),
            None => {
                known.insert(key, groups.len());
                groups.push((diagnostic, Vec::new()));
            }
        }
    }
    groups
}

/// The places of diagnostics: `also at a.md:3:1, 14:1 and b.md:20:5`.
fn also(others: &[&Diagnostic], style: &Style) -> String {
    let mut files: Vec<(&str, Vec<String>)> = Vec::new();
    for other in others {
        let ((line, column), _) = region(&other.place);
        let path = other.place.source.path.as_str();
        let place = format!("{line}:{column}");
        match files.last_mut().filter(|(last, _)| *last == path) {
            Some((_, places)) => places.push(place),
            None => files.push((path, vec![place])),
        }
    }
    let of_file = |(path, places): &(&str, Vec<String>)| {
        format!("{}:{}", visible::line(&format!("{}{path}", style.prefix)), places.join(", "))
    };
    format!("also at {}", files.iter().map(of_file).collect::<Vec<_>>().join("; "))
}

/// `warning[dead-link]`, in the colour of its severity.
fn label(diagnostic: &Diagnostic, style: &Style) -> String {
    let name = format!("{}[{}]", severity_name(diagnostic.severity), diagnostic.rule.code);
    let codes = match diagnostic.severity {
        Severity::Error => "1;31",
        Severity::Warning => "1;33",
        Severity::Note => "1;32",
    };
    if style.colour { format!("\u{1b}[{codes}m{name}\u{1b}[0m") } else { name }
}

/// Draws a diagnostic, and says where the others are that say the same.
fn draw(diagnostic: &Diagnostic, others: &[&Diagnostic], style: &Style, drawn: &mut String) {
    let renderer = if style.colour { Renderer::styled() } else { Renderer::plain() };
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let path = |place: &Place| visible::line(&format!("{}{}", style.prefix, place.source.path)).into_owned();
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
    if !others.is_empty() {
        group = group.element(Level::NOTE.message(also(others, style)));
    }
    drawn.push_str(&renderer.render(&[group]));
    drawn.push_str("\n\n");
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
