//! Obsidian: `[[page#part|words]]`, `![[picture|300]]`, embedded notes, `%%comments%%`, `^block`
//! names and tags.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::includes::front_end;
use super::lines::lines;
use super::{Protect, Protected, Remark, blocks};
use crate::diagnostic::rules;
use crate::files::Files;
use crate::source::Surroundings;
use crate::source::rewrite::Rewritten;
use crate::walk::walk;
use crate::{names, paths};

/// How deep notes may be embedded in one another.
const MAX_DEPTH: usize = 4;

/// The files of a site by their names.
#[derive(Debug, Default)]
pub struct Names {
    /// The last parts of paths in small letters, with the paths, the shortest first.
    by_name: BTreeMap<String, Vec<String>>,
    /// The other names that notes give themselves, in small letters, with the paths.
    aliases: BTreeMap<String, String>,
}

impl Names {
    /// Looks through a site.
    pub fn of(files: &dyn Files) -> Self {
        let kept = |path: &str| {
            let name = paths::name(path);
            !name.starts_with('.') && !matches!(name, "node_modules" | "target")
        };
        let mut names = Self::default();
        for path in walk(files, "", &kept, &kept) {
            for alias in aliases(files, &path) {
                names.aliases.entry(alias.to_lowercase()).or_insert_with(|| path.clone());
            }
            names.by_name.entry(paths::name(&path).to_lowercase()).or_default().push(path);
        }
        for paths in names.by_name.values_mut() {
            paths.sort_by_key(|path| (path.matches('/').count(), path.clone()));
        }
        names
    }

    /// The file that a name means: `note`, `folder/note`, `picture.png`, or another name of a note.
    pub fn find(&self, name: &str) -> Option<&str> {
        let name = name.trim().trim_matches('/').to_lowercase();
        let last = paths::name(&name);
        for ending in ["", ".md", ".markdown", ".mdx"] {
            let Some(found) = self.by_name.get(&format!("{last}{ending}")) else { continue };
            let whole = format!("{name}{ending}");
            let fits = |path: &&String| {
                path.to_lowercase() == whole || path.to_lowercase().ends_with(&format!("/{whole}"))
            };
            if let Some(path) = found.iter().find(fits) {
                return Some(path);
            }
        }
        self.aliases.get(&name).map(String::as_str)
    }
}

/// The other names that a note gives itself in its front matter.
fn aliases(files: &dyn Files, path: &str) -> Vec<String> {
    if !path.ends_with(".md") {
        return Vec::new();
    }
    let text = files.read(path).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    let front = crate::source::front_matter(&text).map(|(front, _)| front).unwrap_or_default();
    let values = ["aliases", "alias"].iter().filter_map(|key| front.get(*key));
    let words = values.flat_map(|value| match value {
        serde_json::Value::Array(items) => items.iter().filter_map(|item| item.as_str()).collect(),
        serde_json::Value::String(text) => text.split(',').collect::<Vec<_>>(),
        _ => Vec::new(),
    });
    words.map(|alias| alias.trim().to_owned()).filter(|alias| !alias.is_empty()).collect()
}

/// The file of the site that a name means.
pub fn find(name: &str, surroundings: &Surroundings<'_>) -> Option<String> {
    let names = surroundings.settings.names.get_or_init(|| Names::of(surroundings.files));
    names.find(name).map(str::to_owned)
}

static COMMENT: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(?s)%%.*?%%").expect("a valid pattern"));
static WIKI: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(!?)\[\[([^\[\]\n]+)\]\]").expect("a valid pattern"));
static PICTURE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"!\[([^\[\]\n]*)\]\((?:<[^<>\n]*>|[^()\s]*(?:\([^()\s]*\)[^()\s]*)*)(?:[ \t]+\x22[^\x22\n]*\x22)?\)",
    )
    .expect("a valid pattern")
});
static BLOCK: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?m)(^|[ \t])\^([A-Za-z0-9-]+)[ \t]*$").expect("a valid pattern"));
static TAG: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?m)^[ \t]*(#)[\p{L}\p{N}_/-]+(?:\s|$)").expect("a valid pattern"));

/// A task with a sign of its own, which a vault shows as done: `- [/] words`. The group is the sign.
static TASK: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?m)^[ \t>]*(?:[-*+]|\d+[.)])[ \t]+\[([^\sxX\[\]])\][ \t]").expect("a valid pattern")
});

/// A film on the web, written as a picture. Groups: the words, the address.
static FILM: LazyLock<Regex> = LazyLock::new(|| {
    let places =
        r"(?:www\.|m\.)?youtube\.com/|youtu\.be/|(?:player\.)?vimeo\.com/|(?:www\.)?(?:twitter|x)\.com/";
    Regex::new(&format!(r"!\[([^\[\]\n]*)\]\((https?://(?:{places})[^()\s]+)\)")).expect("a valid pattern")
});

/// Replaces Obsidian's marks.
pub fn read(text: Rewritten, surroundings: &mut Surroundings<'_>) -> Rewritten {
    within(text, surroundings, 0)
}

fn within(text: Rewritten, surroundings: &mut Surroundings<'_>, depth: usize) -> Rewritten {
    let code = Protected::of(&text.text, Protect::Code);
    let edits = COMMENT.find_iter(&text.text).map(|found| found.range());
    let edits = edits.filter(|range| !code.holds(range.start)).map(|range| (range, String::new())).collect();
    let text = text.edit(edits);
    let code = Protected::of(&text.text, Protect::Code);
    let mut parts: Vec<(Range<usize>, Rewritten)> = Vec::new();
    let put = |range: Range<usize>, words: &str| {
        let mut part = Rewritten::default();
        part.push_inserted(words, text.span(range.clone()));
        (range, part)
    };
    for found in BLOCK.captures_iter(&text.text) {
        let range = found.get(0).map(|whole| whole.range()).unwrap_or_default();
        if !code.holds(range.start) {
            parts.push(put(range, &format!("<a id=\"{}\"></a>", &found[2])));
        }
    }
    for found in TAG.captures_iter(&text.text) {
        let range = found.get(1).map(|mark| mark.range()).unwrap_or_default();
        if !code.holds(range.start) {
            parts.push(put(range, "\\#"));
        }
    }
    for found in TASK.captures_iter(&text.text) {
        let range = found.get(1).map(|sign| sign.range()).unwrap_or_default();
        if !code.holds(range.start) {
            parts.push(put(range, "x"));
        }
    }
    for found in FILM.captures_iter(&text.text) {
        let range = found.get(0).map(|whole| whole.range()).unwrap_or_default();
        if !code.holds(range.start) {
            parts.push(put(range, &blocks::media(&found[2], apart(&found[1]).0)));
        }
    }
    for found in WIKI.captures_iter(&text.text) {
        let range = found.get(0).map(|whole| whole.range()).unwrap_or_default();
        if code.holds(range.start) {
            continue;
        }
        // Within a table the bar is escaped.
        let inside = found[2].replace("\\|", "|");
        let (target, words) = inside.split_once('|').unwrap_or((&inside, ""));
        parts.push(if found[1].is_empty() {
            let words = words.rsplit('|').next().unwrap_or("").trim();
            put(range, &link(target.trim(), words, surroundings))
        } else {
            let part = embed(&text, &range, (target.trim(), words.trim()), surroundings, depth);
            (range, part)
        });
    }
    for found in PICTURE.captures_iter(&text.text) {
        let words = found.get(1).map(|words| words.range()).unwrap_or_default();
        let (alt, sizes) = apart(&text.text[words.clone()]);
        if sizes.is_empty()
            || !text.text[words.clone()].contains('|')
            || code.holds(words.start.saturating_sub(1))
            || found.get(0).is_some_and(|whole| FILM.is_match(whole.as_str()))
        {
            continue;
        }
        let said: Vec<String> = sizes.iter().map(|(name, value)| format!("{name}=\"{value}\"")).collect();
        let end = found.get(0).map(|whole| whole.end()).unwrap_or_default();
        parts.push(put(words, alt.strip_suffix('\\').unwrap_or(alt)));
        parts.push(put(end..end, &format!("{{: {}}}", said.join(" "))));
    }
    text.splice(parts)
}

/// A link to a page or a part of one.
fn link(target: &str, words: &str, surroundings: &Surroundings<'_>) -> String {
    let (page, part) = target.split_once('#').unwrap_or((target, ""));
    let part = part.rsplit('#').next().unwrap_or("").trim();
    let fragment = match part.strip_prefix('^') {
        _ if part.is_empty() => String::new(),
        Some(block) => format!("#{block}"),
        None => format!("#{}", names::heading_id(part)),
    };
    let shown = match (words, page.trim(), part) {
        ("", page, "") => paths::name(page).trim_end_matches(".md").to_owned(),
        ("", "", part) => part.trim_start_matches('^').to_owned(),
        ("", page, part) => format!("{} > {}", paths::name(page), part.trim_start_matches('^')),
        (words, ..) => words.to_owned(),
    };
    let address = match page.trim() {
        "" => fragment,
        page => match find(page, surroundings) {
            Some(path) => format!("/{path}{fragment}"),
            // Perhaps a page has it as its title or as another name.
            None => format!("{}{page}", crate::source::TITLE_SCHEME),
        },
    };
    blocks::link(&shown, &address)
}

const PICTURES: [&str; 9] = ["png", "jpg", "jpeg", "gif", "webp", "svg", "bmp", "avif", "apng"];
const MEDIA: [&str; 12] =
    ["mp4", "webm", "ogv", "mov", "mkv", "mp3", "wav", "m4a", "ogg", "flac", "3gp", "pdf"];

/// The alternative text of a picture and the size behind it: `Words|200`, `200x100`.
fn apart(words: &str) -> (&str, Vec<(&'static str, &str)>) {
    let (alt, size) = words.rsplit_once('|').unwrap_or(("", words));
    let (width, height) = match size.split_once('x') {
        Some((width, height)) => (width.trim(), Some(height.trim())),
        None => (size.trim(), None),
    };
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if !is_number(width) || !height.is_none_or(is_number) {
        return (words.trim(), Vec::new());
    }
    let sizes = [("width", Some(width)), ("height", height)];
    (alt.trim(), sizes.into_iter().filter_map(|(name, value)| Some((name, value?))).collect())
}

/// What `![[…]]` shows: a picture, a film, or another note.
fn embed(
    text: &Rewritten,
    range: &Range<usize>,
    (target, words): (&str, &str),
    surroundings: &mut Surroundings<'_>,
    depth: usize,
) -> Rewritten {
    let span = text.span(range.clone());
    let mut part = Rewritten::default();
    let (page, section) = target.split_once('#').unwrap_or((target, ""));
    let ending = page.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
    let path = find(page, surroundings);
    let address = path.as_ref().map_or_else(|| page.to_owned(), |path| format!("/{path}"));
    if PICTURES.contains(&ending.as_str()) {
        let (alt, sizes) = apart(words);
        let alt = if alt.is_empty() { names::title(paths::stem(page)) } else { alt.to_owned() };
        part.push_inserted(&blocks::sized(&address, &alt, sizes.into_iter()), span);
        return part;
    }
    if MEDIA.contains(&ending.as_str()) {
        part.push_inserted(&blocks::media(&address, paths::name(page)), span);
        return part;
    }
    let note = path.filter(|path| depth < MAX_DEPTH && path.ends_with(".md"));
    let Some((body, number)) = note.as_ref().and_then(|path| surroundings.read_text(path).ok()) else {
        surroundings.remarks.push(Remark {
            rule: &rules::MISSING_INCLUDE,
            span,
            message: format!(
                "the note `{page}` cannot be embedded: there is no such file, or it stands too deep"
            ),
            hint: "correct its name, or link to it".to_owned(),
        });
        part.push_inserted(&link(target, words, surroundings), span);
        return part;
    };
    let whole = Rewritten::tail(&body, number, 0);
    let cut = cut(&body, section.trim());
    part.push_inserted("\n\n", span);
    let mut inner = Rewritten::default();
    inner.push_part(&whole, cut);
    let inner = within(inner, surroundings, depth + 1);
    part.push_part(&inner, 0..inner.text.len());
    part.push_inserted("\n\n", span);
    part
}

/// The bytes of a note that belong to a section or a block; all of it where it names none.
fn cut(text: &str, section: &str) -> Range<usize> {
    let body = front_end(text);
    let all = body..text.len();
    if section.is_empty() {
        return all;
    }
    let lines = lines(text);
    if let Some(block) = section.strip_prefix('^') {
        let mark = format!("^{block}");
        let Some(at) = lines.iter().position(|line| line.body().ends_with(&mark)) else { return all };
        let start =
            lines[..at].iter().rposition(|line| line.is_blank()).map_or(body, |blank| lines[blank].next);
        return start..lines[at].start + lines[at].text.rfind(&mark).unwrap_or(0);
    }
    let level = |line: &super::lines::Line<'_>| {
        let hashes = line.body().len() - line.body().trim_start_matches('#').len();
        (!line.code && (1..=6).contains(&hashes)).then_some(hashes)
    };
    let wanted = names::heading_id(section.rsplit('#').next().unwrap_or(section));
    let heading =
        |line: &super::lines::Line<'_>| names::heading_id(line.body().trim_start_matches('#').trim());
    let Some(first) = lines.iter().position(|line| level(line).is_some() && heading(line) == wanted) else {
        return all;
    };
    let own = level(&lines[first]).unwrap_or(6);
    let end = lines[first + 1..].iter().find(|line| level(line).is_some_and(|level| level <= own));
    lines[first].start..end.map_or(text.len(), |line| line.start)
}
