//! What components and shortcodes mean, by the names that themes and libraries give them.
//!
//! Hugo's shortcodes, MDX's components, GitBook's tags and Zola's functions share most of
//! their names, so they share this table. One that is not in it keeps the words of its
//! parameters and all that stands between its tags.

use std::collections::BTreeMap;
use std::ops::Range;

use super::blocks::{self, Container};
use super::pairs::{Pair, at, named, pairs};
use super::{Remark, kinds};
use crate::diagnostic::rules;
use crate::model::Span;
use crate::source::Surroundings;
use crate::source::code_lines;
use crate::source::rewrite::Rewritten;

/// How a tag stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// It opens what another tag closes, or stands alone where none does.
    Opens,
    /// It closes.
    Closes,
    /// It stands alone.
    Stands,
}

/// A tag in a text.
#[derive(Debug, Clone)]
pub struct Tag {
    /// Its bytes.
    pub range: Range<usize>,
    /// Its name, as written.
    pub name: String,
    /// Its parameters.
    pub parameters: Vec<Pair>,
    /// How it stands.
    pub form: Form,
}

/// What a component stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Meaning {
    /// A block around what it holds.
    Holds(Container),
    /// What it holds, on lines of its own.
    Plain,
    /// What it holds, within its line.
    Inline,
    /// Text in the place of the tag; what it holds follows.
    Instead(String),
    /// Code in that language.
    Code(String),
    /// A link: what it holds are its words, or these where it holds nothing.
    Link {
        /// Where it leads.
        target: String,
        /// Its words.
        words: String,
    },
    /// Text before and after what it holds.
    Wraps(String, String),
    /// Nothing that is printed, with all that it holds.
    Nothing,
    /// Not in the table: the words of its parameters.
    Unknown(String),
}

/// The parameters whose values are words, in the order in which they are printed.
const WORDS: &[&str] = &[
    "eyebrow",
    "title",
    "titletext",
    "heading",
    "header",
    "headline",
    "name",
    "question",
    "subtitle",
    "role",
    "label",
    "text",
    "html",
    "content",
    "body",
    "message",
    "description",
    "desc",
    "summary",
    "lead",
    "answer",
    "quote",
    "caption",
    "alt",
    "author",
    "attribution",
    "cta",
    "company",
    "organisation",
    "organization",
    "affiliation",
    "tagline",
];
const TARGETS: [&str; 7] = ["href", "link", "url", "to", "src", "button_link", "page"];
const TITLES: [&str; 7] = ["title", "heading", "header", "label", "summary", "name", "caption"];

/// The words of parameters as paragraphs: a title in bold, linked where there is an address.
pub fn words(parameters: &[Pair]) -> String {
    let target = named(parameters, &TARGETS).filter(|target| !target.starts_with(['{', '[']));
    let mut text = String::new();
    let mut linked = false;
    for name in WORDS.iter().copied() {
        let Some(value) = named(parameters, &[name]).map(str::trim) else { continue };
        // Numbers, switches and expressions are settings, not words.
        if value.starts_with(['{', '['])
            || !value.contains(char::is_alphabetic)
            || value == "true"
            || value == "false"
        {
            continue;
        }
        let value = match target {
            Some(target) if !linked => {
                linked = true;
                blocks::link(value, target)
            }
            _ => value.to_owned(),
        };
        let title =
            matches!(name, "title" | "titletext" | "heading" | "header" | "headline" | "name" | "question");
        text.push_str(&if title { format!("**{value}**\n\n") } else { format!("{value}\n\n") });
    }
    text.push_str(&other_words(parameters));
    text
}

/// The words of parameters whose names are a component's own: those that stand beside an address
/// (`mail_text` and `mail_url`) and those that are a phrase.
fn other_words(parameters: &[Pair]) -> String {
    const LOOKS: [&str; 6] = ["classname", "sizes", "srcset", "rel", "allow", "icon"];
    let mut text = String::new();
    for Pair { name, value } in parameters {
        let Some(name) = name.as_deref().map(str::to_ascii_lowercase) else { continue };
        let known = WORDS.contains(&name.as_str()) || TARGETS.contains(&name.as_str());
        let value = value.trim();
        let looks = LOOKS.contains(&name.as_str()) || name.ends_with("class") || name.ends_with("style");
        if known || looks || value.starts_with(['{', '[']) || value.contains("://") {
            continue;
        }
        let stem = ["text", "label", "title", "caption"].iter().find_map(|end| name.strip_suffix(end));
        let target = stem.and_then(|stem| {
            named(
                parameters,
                &["url", "link", "href"].map(|end| format!("{stem}{end}")).each_ref().map(|n| n.as_str()),
            )
        });
        let words = value.split_whitespace().filter(|word| word.contains(char::is_alphabetic)).count();
        let phrase = words > 1
            && (words > 3 || value.starts_with(char::is_uppercase) || value.ends_with(['.', '?', '!']));
        match target {
            Some(target) => text.push_str(&format!("{}\n\n", blocks::link(value, target))),
            None if phrase || stem.is_some() && value.contains(char::is_alphabetic) => {
                text.push_str(&format!("{}\n\n", blocks::plain(value)));
            }
            None => {}
        }
    }
    text
}

/// A name without the namespace, hyphens and capitals.
fn plain_name(name: &str) -> String {
    let last = name.rsplit(['/', '.']).next().unwrap_or(name);
    last.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// What a component of that name means.
pub fn meaning(name: &str, parameters: &[Pair]) -> Meaning {
    let name = plain_name(name);
    let title = named(parameters, &TITLES);
    let first = at(parameters, 0);
    let target = || named(parameters, &TARGETS).or(first).unwrap_or("").to_owned();
    match name.as_str() {
        "notice" | "alert" | "hint" | "callout" | "admonition" | "aside" | "message" | "flash" | "banner"
        | "insettext" | "warningtext" | "notificationbanner" | "stage" | "pageinfo" => {
            passage(&name, parameters)
        }
        "details" | "expand" | "collapse" | "collapsible" | "spoiler" | "accordion" | "accordionitem"
        | "foldable" | "foldout" | "toggle" | "expandable" | "disclosure" => {
            Meaning::Holds(Container::details(title.or(first).unwrap_or("Details")))
        }
        "tab" | "tabitem" | "tabpanel" | "tabcontent" => {
            let own = named(parameters, &["label", "title", "name", "header", "value", "text"]);
            Meaning::Holds(Container::tab(own.or(first).unwrap_or("")))
        }
        "step" => match title.or(first) {
            Some(title) if title.contains(char::is_alphabetic) => Meaning::Holds(Container::details(title)),
            _ => Meaning::Plain,
        },
        "tabs" | "tabpane" | "tabgroup" | "tabset" | "codegroup" | "codetabs" | "accordiongroup"
        | "accordions" | "columns" | "column" | "row" | "col" | "steps" | "stepper" | "cards"
        | "cardgroup" | "cardgrid" | "grid" | "gridcell" | "div" | "center" | "browseronly" | "filetree"
        | "files" | "updates" | "frame" | "section" | "container" | "wrapper" | "multicolumn" | "lead"
        | "intro" | "markdownify" | "markdown" | "contentref" | "fragment" | "responsetable" | "panel"
        | "block" | "main" | "cardpane" | "conditionaltext" | "cover" | "feature" => {
            let said = words(parameters);
            if said.is_empty() { Meaning::Plain } else { Meaning::Instead(said) }
        }
        "card" | "linkcard" | "doccard" | "griditemcard" | "persona" | "quoteblock" => {
            let said = words(parameters);
            if said.is_empty() { Meaning::Plain } else { Meaning::Instead(said) }
        }
        "figure" | "img" | "image" | "picture" | "imgproc" | "figproc" | "themedimage" | "imgc" | "zoom" => {
            picture(parameters)
        }
        "youtube" | "youtubelite" | "liteyoutubeembed" | "youtubeembed" | "youtubeenhanced" | "vimeo"
        | "video" | "peertube" | "iframe" | "embed" | "audio" | "asciinema" | "loom" | "codepen"
        | "codesandbox" | "speakerdeck" | "slideshare" => film(&name, parameters),
        "tweet" | "x" | "twitter" | "gist" | "instagram" | "mastodon" => social(&name, parameters),
        "button" | "btn" | "link" | "linkbutton" | "externallink" | "extlink" | "a" | "buttonlink" => {
            button(parameters, target())
        }
        "badge" | "label" | "tag" | "chip" | "kbd" | "mark" | "span" | "highlighttext" | "tooltip"
        | "abbr" | "term" | "glossarytooltip" => {
            let own = ["content", "text", "label", "title", "term", "entry", "word", "name"];
            let own = named(parameters, &own).or(first).unwrap_or("");
            if own.is_empty() { Meaning::Inline } else { Meaning::Instead(own.to_owned()) }
        }
        "quote" | "blockquote" | "testimonial" | "pullquote" => {
            let said = words(parameters);
            if said.is_empty() { Meaning::Plain } else { Meaning::Instead(said) }
        }
        "highlight" | "code" | "codeblock" | "prism" => Meaning::Code(fence_of(parameters, first)),
        // Entries of a tree of files are a list, by the margins at which they stand.
        "folder" | "file" if named(parameters, &["name"]).is_some() => {
            Meaning::Instead(format!("- `{}`", named(parameters, &["name"]).unwrap_or("")))
        }
        "math" | "katex" | "latex" => Meaning::Code("math".to_owned()),
        "mermaid" | "plantuml" | "graphviz" | "chart" => Meaning::Code(name),
        "icon" | "fa" | "fas" | "far" | "fab" | "svg" | "spacer" | "clear" | "divider" | "toc"
        | "tocinline" | "doccardlist" | "childpages" | "children" | "head" | "script" | "style"
        | "anchor" | "ga" | "separator" | "emoji" | "skiplink" | "backtotop" | "breadcrumb"
        | "breadcrumbs" | "linkdown" => Meaning::Instead(String::new()),
        "br" | "linebreak" => Meaning::Instead("<br>".to_owned()),
        "comment" | "hidden" | "pagebreak" | "newpage" | "tableofcontents" => Meaning::Nothing,
        _ if kinds::known(&name).is_some() => passage(&name, parameters),
        _ => Meaning::Unknown(words(parameters)),
    }
}

/// A link with the words that a parameter has, or words alone where it leads nowhere.
fn button(parameters: &[Pair], target: String) -> Meaning {
    match named(parameters, &["text", "label", "title", "name", "content", "value"]) {
        None if target.is_empty() => Meaning::Inline,
        Some(words) if target.is_empty() => Meaning::Instead(words.to_owned()),
        words => Meaning::Link { words: words.map_or_else(|| target.clone(), str::to_owned), target },
    }
}

/// What stands behind a fence for a component that shows code: its language, and what is asked for its lines.
fn fence_of(parameters: &[Pair], first: Option<&str>) -> String {
    let language = named(parameters, &["lang", "language", "lexer"]).or(first).unwrap_or("");
    let language = language.split([' ', ',']).next().unwrap_or("");
    let option = |Pair { name, value }: &Pair| match name {
        Some(name) => format!("{name}=\"{value}\""),
        None => value.clone(),
    };
    let options: Vec<String> = parameters.iter().map(option).collect();
    format!("{language}{}", code_lines::as_info(&options.join(" ")))
}

/// An admonition whose sort is the component's name, or a parameter of it.
fn passage(name: &str, parameters: &[Pair]) -> Meaning {
    const GENERAL: [&str; 13] = [
        "notice",
        "alert",
        "hint",
        "callout",
        "admonition",
        "aside",
        "message",
        "flash",
        "banner",
        "insettext",
        "stage",
        "notificationbanner",
        "pageinfo",
    ];
    let positional = || (0..4).filter_map(|index| at(parameters, index));
    let said =
        named(parameters, &["type", "style", "kind", "variant", "context", "color", "status", "intent"]);
    let sort = said.into_iter().chain(positional()).find(|word| kinds::known(word).is_some());
    let general = GENERAL.contains(&name);
    let (kind, _) = match (general, sort) {
        (true, Some(sort)) => kinds::any(sort),
        (true, None) => kinds::any("admonition"),
        (false, _) => kinds::any(if name == "warningtext" { "warning" } else { name }),
    };
    let title = named(parameters, &["title", "heading", "titleText", "header"])
        .or_else(|| positional().find(|word| Some(*word) != sort && word.contains(' ')));
    let container = Container::admonition(&kind, title);
    // Some say all in one parameter.
    match named(parameters, &["text", "html", "content", "body", "message"]) {
        Some(text) => Meaning::Instead(format!("{}{text}\n{}", container.open(""), container.close(""))),
        None => Meaning::Holds(container),
    }
}

fn picture(parameters: &[Pair]) -> Meaning {
    let source =
        named(parameters, &["src", "image", "path", "link", "source"]).or(at(parameters, 0)).unwrap_or("");
    let caption = named(parameters, &["caption", "title"]).unwrap_or("");
    let attribution = named(parameters, &["attr", "credit", "attribution"]).unwrap_or("");
    let caption = [caption, attribution].join(" ").trim().to_owned();
    if source.is_empty() || source.starts_with('{') {
        return Meaning::Holds(Container::figure(&caption));
    }
    let image = blocks::image(
        source,
        named(parameters, &["alt"]).unwrap_or(if caption.is_empty() { "" } else { &caption }),
        parameters,
    );
    let block = named(parameters, &["caption", "title", "attr"]).is_some();
    Meaning::Instead(match block {
        true => {
            let figure = Container::figure(&caption);
            format!("{}{image}\n{}", figure.open(""), figure.close(""))
        }
        false => image,
    })
}

fn film(name: &str, parameters: &[Pair]) -> Meaning {
    let said = named(parameters, &["id", "src", "url", "videoid", "link", "href", "file"])
        .or(at(parameters, 0))
        .unwrap_or("");
    let title = named(parameters, &["title", "caption", "alt"]).unwrap_or("");
    let whole = said.contains("//") || said.contains('.') || said.starts_with('/');
    let target = match name {
        _ if whole => said.to_owned(),
        _ if name.contains("youtube") => format!("https://www.youtube.com/watch?v={said}"),
        "vimeo" => format!("https://vimeo.com/{said}"),
        _ => said.to_owned(),
    };
    if target.is_empty() {
        Meaning::Unknown(words(parameters))
    } else {
        Meaning::Instead(blocks::media(&target, title))
    }
}

fn social(name: &str, parameters: &[Pair]) -> Meaning {
    let value = |names: &[&str], index| named(parameters, names).or(at(parameters, index)).unwrap_or("");
    // A site's own component of that name.
    if value(&["user", "id"], 0).is_empty() {
        return Meaning::Unknown(words(parameters));
    }
    let target = match name {
        "gist" => format!("https://gist.github.com/{}/{}", value(&["user"], 0), value(&["id"], 1)),
        "instagram" => format!("https://www.instagram.com/p/{}", value(&["id"], 0)),
        _ => format!("https://x.com/{}/status/{}", value(&["user"], 0), value(&["id"], 1)),
    };
    Meaning::Instead(format!("<{target}>"))
}

/// What is said of a tag that nobody knows: `what` is its kind with its name, and how often it stands
/// there where that is worth saying.
pub fn unknown(what: &str, span: Span, hint: &str) -> Remark {
    Remark {
        rule: &rules::UNKNOWN_SHORTCODE,
        span,
        message: format!("the {what}; its words stay, and what else it shows is left out"),
        hint: hint.to_owned(),
    }
}

/// Puts in the place of tags what they mean by their names alone, and names each that nobody knows
/// once. `kind` says what a tag of that name is called.
pub fn by_name(
    text: &Rewritten,
    tags: &[Tag],
    kind: fn(&str) -> String,
    surroundings: &mut Surroundings<'_>,
) -> Rewritten {
    let mut left: BTreeMap<String, Span> = BTreeMap::new();
    let edits = edits(text, tags, &mut |_, _| None, &mut |tag| {
        left.entry(tag.name.clone()).or_insert(text.span(tag.range.clone()));
    });
    let remarks = left.into_iter().map(|(name, span)| {
        unknown(&format!("{} is not known", kind(&name)), span, "write the text itself instead")
    });
    surroundings.remarks.extend(remarks);
    text.edit(edits)
}

/// What a program knows of a tag of its own, with the range of what it holds.
pub type Knows<'a> = dyn FnMut(&Tag, Option<Range<usize>>) -> Option<Meaning> + 'a;

/// The edits that put in the place of tags what they mean. `own` may know better than the
/// table; `unknown` is told of each tag that the table has not.
pub fn edits(
    text: &Rewritten,
    tags: &[Tag],
    own: &mut Knows<'_>,
    unknown: &mut dyn FnMut(&Tag),
) -> Vec<(Range<usize>, String)> {
    let closing = matches(tags);
    let mut edits = Vec::new();
    // What the closing tag at that position stands for.
    let mut closes: Vec<Option<String>> = vec![None; tags.len()];
    let mut labels = TabLabels::default();
    let mut skip_until = 0;
    for (index, tag) in tags.iter().enumerate() {
        labels.leave(index);
        if tag.range.start < skip_until {
            continue;
        }
        if tag.form == Form::Closes {
            edits.push((tag.range.clone(), closes[index].take().unwrap_or_default()));
            continue;
        }
        let close = closing[index];
        let inner = close.map(|close| tag.range.end..tags[close].range.start);
        let mut meaning = own(tag, inner.clone()).unwrap_or_else(|| meaning(&tag.name, &tag.parameters));
        let place = Place::of(&text.text, &tag.range, inner);
        labels.enter(tag, close);
        match &mut meaning {
            Meaning::Holds(container) if container.title.is_none() => container.title = labels.next(),
            Meaning::Holds(container) => labels.replace(&mut container.title),
            Meaning::Unknown(_) => unknown(tag),
            Meaning::Nothing => {
                skip_until = close.map_or(tag.range.end, |close| tags[close].range.end);
                edits.push((place.start..skip_until, String::new()));
                continue;
            }
            _ => {}
        }
        if let Meaning::Holds(container) = &meaning
            && let Some(shown) = labels.code(tag, container, &place)
        {
            meaning = shown;
        }
        let (mut open, end) = meaning.around(&place);
        match close {
            Some(close) => closes[close] = Some(end),
            // Nothing closes it, so it holds nothing.
            None if end.contains("</") || end.contains("``````") => open.push_str(&end),
            None => {}
        }
        edits.push((place.start..tag.range.end, open));
    }
    edits
}

/// The labels that groups of tabs give to those in them (`items={['A', 'B']}`).
#[derive(Default)]
struct TabLabels {
    /// Of each open group, the position of the tag that closes it and the labels left, the next last.
    groups: Vec<(usize, Vec<String>)>,
    /// Of each open group that says them (`values={[{value: 'a', label: 'A'}]}`), the position of the
    /// tag that closes it, and the labels by their values.
    values: Vec<(usize, Vec<(String, String)>)>,
    /// Of each open group of Docsy whose tabs hold code unless they say that it is text, the position
    /// of the tag that closes it, and the language.
    code: Vec<(usize, String)>,
}

impl TabLabels {
    /// Begins the group that a tag opens, where it names labels.
    fn enter(&mut self, tag: &Tag, close: Option<usize>) {
        if let (Some(items), Some(close)) = (named(&tag.parameters, &["items", "tabs"]), close) {
            let names = items.trim_matches(['[', ']', '{', '}']).split(',').rev();
            let names = names.map(|name| name.trim().trim_matches(['"', '\'']).to_owned());
            self.groups.push((close, names.collect()));
        }
        if let (Some(close), "tabpane") = (close, plain_name(&tag.name).as_str())
            && !is_text(&tag.parameters)
        {
            self.code.push((close, named(&tag.parameters, &["lang"]).unwrap_or("").to_owned()));
        }
        if let (Some(values), Some(close)) = (named(&tag.parameters, &["values"]), close) {
            let entries = values.split('}').filter_map(|entry| {
                let entry = pairs(entry.trim_matches(['[', '{', ',', ' ', '\n', '\t', '\r']));
                let said = |name: &str| named(&entry, &[name]).map(str::to_owned);
                Some((said("value")?, said("label")?))
            });
            self.values.push((close, entries.collect()));
        }
    }

    /// The code that a tab of Docsy holds, with what stands around it.
    fn code(&self, tag: &Tag, container: &Container, place: &Place<'_>) -> Option<Meaning> {
        let (_, language) = self.code.last().filter(|_| plain_name(&tag.name) == "tab")?;
        let marked = |inner: &&str| inner.trim().is_empty() || inner.contains("```") || inner.contains("{{");
        let inner = place.inner.filter(|inner| !marked(inner))?;
        if is_text(&tag.parameters) {
            return None;
        }
        let language = named(&tag.parameters, &["lang"]).unwrap_or(language);
        let margin = place.margin;
        let before = if inner.starts_with(['\n', '\r']) { "" } else { "\n" };
        let after = if inner.trim_end_matches([' ', '\t']).ends_with('\n') { "" } else { "\n" };
        Some(Meaning::Wraps(
            format!("{}{margin}``````{language}{before}", container.open(margin)),
            format!("{after}{margin}``````\n{}", container.close(margin)),
        ))
    }

    /// Puts a tab's label in the place of its value.
    fn replace(&self, title: &mut Option<String>) {
        let Some((_, values)) = self.values.last() else { return };
        let label = values.iter().find(|(value, _)| Some(value) == title.as_ref());
        if let Some((_, label)) = label {
            *title = Some(label.clone());
        }
    }

    /// Ends the groups that are closed before the tag at a position.
    fn leave(&mut self, index: usize) {
        self.groups.retain(|(end, _)| *end > index);
        self.values.retain(|(end, _)| *end > index);
        self.code.retain(|(end, _)| *end > index);
    }

    /// The label of the next tab.
    fn next(&mut self) -> Option<String> {
        self.groups.last_mut().and_then(|(_, names)| names.pop())
    }
}

/// Whether a tab of Docsy, or a group of them, says that it holds text and no code.
fn is_text(parameters: &[Pair]) -> bool {
    named(parameters, &["text"]).is_some_and(|said| said != "false")
}

/// Where a tag stands in a text.
struct Place<'t> {
    /// What is between it and the tag that closes it.
    inner: Option<&'t str>,
    /// Where its line begins if it is the first on it, else where it begins.
    start: usize,
    /// The white space before it where it is the first on its line.
    margin: &'t str,
    /// Whether it is the first on its line.
    alone: bool,
    /// Whether words stand before it on its line, and what it holds ends on it.
    among_words: bool,
}

impl<'t> Place<'t> {
    fn of(text: &'t str, range: &Range<usize>, inner: Option<Range<usize>>) -> Self {
        let line = text[..range.start].rfind('\n').map_or(0, |at| at + 1);
        let before = &text[line..range.start];
        let alone = before.trim().is_empty();
        let (start, margin) = if alone { (line, before) } else { (range.start, "") };
        let inner = inner.map(|inner| &text[inner]);
        let among_words = !alone
            && !before.trim_end().ends_with(['>', '}'])
            && inner.is_none_or(|inner| !inner.contains('\n'));
        Self { inner, start, margin, alone, among_words }
    }
}

impl Meaning {
    /// What stands in the places of the tag and of the one that closes it.
    fn around(self, place: &Place<'_>) -> (String, String) {
        let margin = place.margin;
        let apart = || "\n\n".to_owned();
        let (open, end) = match self {
            Self::Holds(container) => (container.open(margin), container.close(margin)),
            Self::Plain => (apart(), apart()),
            Self::Inline | Self::Nothing => (String::new(), String::new()),
            Self::Instead(words) if words.contains('\n') => {
                (format!("\n{}\n\n", indented(words.trim_matches('\n'), margin)), apart())
            }
            Self::Instead(words) if place.alone => (format!("{margin}{words}"), String::new()),
            Self::Instead(words) => (words, String::new()),
            Self::Wraps(before, after) => (before, after),
            Self::Code(language) => {
                // The lines of the code stand between line ends of their own.
                let inner = place.inner.unwrap_or("");
                let before = if inner.starts_with(['\n', '\r']) { "" } else { "\n" };
                let after = if inner.ends_with('\n') { "" } else { "\n" };
                (format!("\n{margin}``````{language}{before}"), format!("{after}{margin}``````\n"))
            }
            Self::Link { target, words } => match place.inner.filter(|inner| !inner.trim().is_empty()) {
                Some(_) => ("[".to_owned(), format!("]({})", blocks::address(&target))),
                None => (blocks::link(&words, &target), String::new()),
            },
            // Among words, in a link or a row of a table, it must not break the line.
            Self::Unknown(words) if place.among_words => {
                (words.split_whitespace().collect::<Vec<_>>().join(" "), String::new())
            }
            Self::Unknown(words) => (format!("\n\n{}\n\n", indented(words.trim(), margin)), apart()),
        };
        match place.alone && !open.starts_with('\n') && !open.starts_with(margin) {
            true => (format!("{margin}{open}"), end),
            false => (open, end),
        }
    }
}

fn indented(text: &str, margin: &str) -> String {
    text.lines()
        .map(|line| if line.is_empty() { String::new() } else { format!("{margin}{line}") })
        .collect::<Vec<_>>()
        .join("\n")
}

/// For each opening tag, the position of the one that closes it.
fn matches(tags: &[Tag]) -> Vec<Option<usize>> {
    let mut closing = vec![None; tags.len()];
    let mut open: Vec<usize> = Vec::new();
    for (index, tag) in tags.iter().enumerate() {
        match tag.form {
            Form::Opens => open.push(index),
            Form::Stands => {}
            Form::Closes => {
                if let Some(at) = open.iter().rposition(|at| tags[*at].name == tag.name) {
                    closing[open[at]] = Some(index);
                    open.truncate(at);
                }
            }
        }
    }
    closing
}
