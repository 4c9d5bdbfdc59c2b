//! `phasebook.yaml`: what a site says that its pages do not.

pub(crate) mod brand;
mod dates;
mod editions;
pub(crate) mod languages;
mod print_shop;
mod publishing;
mod settings;
mod site;

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use indexmap::IndexMap;
use serde_json::Map;

use crate::diagnostic::rules;
use crate::diagnostic::{Diagnostic, Severity, Source};
use crate::files::{self, Files};
use crate::limits::Limits;
use crate::model::{Direction, Span};
use crate::source::{self, Spanned, TemplateLanguage, Templates};
use crate::yaml::{self, Node, Value};
use crate::{names, paths};
use settings::SETTINGS;

pub use brand::{Brand, FontName};
pub use dates::date_from_epoch;
pub use editions::{Edition, Layout, SiteLanguage, Wanted};
pub use print_shop::PrintShop;
pub use publishing::Publishing;
pub use settings::settings;
pub use site::{LeftOut, PageFile, Reason, Site};

/// The names of the file, the first that is there.
pub const CONFIG_NAMES: [&str; 2] = ["phasebook.yaml", "phasebook.yml"];

/// A language tag in its usual capitals, if a text has the form of one (BCP 47).
pub fn language_tag(text: &str) -> Option<String> {
    languages::tag(text)
}

/// The direction in which a language is written.
pub fn direction(language: &str) -> Direction {
    languages::direction_of(language)
}

/// The largest configuration that is read, in bytes.
const LARGEST: u64 = 1 << 20;

/// What a site says that its pages do not. Everything is optional.
#[derive(Debug, Clone, Default)]
pub struct Config {
    /// The file, where there is one.
    pub source: Option<Arc<Source>>,
    /// `title`
    pub title: Option<String>,
    /// `subtitle`
    pub subtitle: Option<String>,
    /// `description`
    pub description: Option<String>,
    /// `authors` or `author`: a text or a list
    pub authors: Vec<String>,
    /// `publisher`
    pub publisher: Option<String>,
    /// `language` or `lang`, a BCP 47 tag
    pub language: Option<String>,
    /// `direction` or `dir`: `ltr` or `rtl`
    pub direction: Option<Direction>,
    /// `date`, `YYYY-MM-DD`. The caller may set it from `SOURCE_DATE_EPOCH`
    /// where the file has none.
    pub date: Option<String>,
    /// `rights`
    pub rights: Option<String>,
    /// `subjects` or `keywords`: a text or a list
    pub subjects: Vec<String>,
    /// `identifier`, a URN or another stable name
    pub identifier: Option<String>,
    /// `url`: where the pages stand on the web, without a slash at its end
    pub url: Option<String>,
    /// `pages`: the folder of pages, below the site root; empty for the root
    pub pages: String,
    /// `pages` as a list: the paths, folders and patterns of the pages, below the site root
    pub only: Vec<Spanned<String>>,
    /// `exclude`: paths, folders and patterns of files that are no pages
    pub exclude: Vec<Spanned<String>>,
    /// `generator`: the site generator whose conventions the files follow. The command line may
    /// set it, too.
    pub generator: Option<Spanned<String>>,
    /// `fields`: fields of the front matter that are printed with their pages
    pub fields: Vec<String>,
    /// `phases`: the field whose values are the phases; `folder` for folders, `navigation` for
    /// the parts of the site's navigation, `none` for none
    pub phases: Option<Spanned<String>>,
    /// `languages`: those of which each has a book of its own
    pub languages: Languages,
    /// `translation-key`: the field of front matter that a page and its translations have in common
    pub translation_key: Option<String>,
    /// The language of which the book is made. The caller sets it.
    pub wanted: Option<Wanted>,
    /// A title in the language of the original, for a book that has none in its own.
    pub original_title: Option<String>,
    /// What the site's generator says of it; empty until one has been adopted.
    pub site: Arc<Site>,
    /// `order`: pages by path, slug or title
    pub order: Vec<Spanned<String>>,
    /// `paper`: the handbook's sheet, such as `a4`
    pub paper: Option<Spanned<String>>,
    /// `system-fonts`: whether the computer's fonts show what the program's own and
    /// the site's cannot. The command line may set it, too.
    pub system_fonts: bool,
    /// `math`: whether dollars and `\(…\)` stand around formulas; where nothing is said, the
    /// generator and the pages say it
    pub math: Option<bool>,
    /// `index`: whether the handbook ends with an index; where nothing is said, it
    /// does if there are entries enough
    pub index: Option<bool>,
    /// `list-of-pictograms`: whether the handbook has one after its contents. The
    /// command line may set it, too.
    pub list_of_pictograms: bool,
    /// `fillable-worksheets`: whether worksheets are also made with fields to fill in on a screen
    pub fillable_worksheets: bool,
    /// `theme`: the folder of a theme, below the site root, or the name of a built-in theme. The
    /// command line may set it, too.
    pub theme: Option<Spanned<String>>,
    /// `brand`: colours, a logo and fonts
    pub brand: Option<Brand>,
    /// `posters`, as far as the site reads it
    pub posters: Posters,
    /// `cards`
    pub cards: Cards,
    /// `print-shop`
    pub print_shop: PrintShop,
    /// What it says about the book as a publication
    pub publishing: Publishing,
    /// `rules`: how grave breaches are, by the rule's code
    pub rules: IndexMap<String, Spanned<Level>>,
    /// `limits`: how much of anything is taken
    pub limits: Limits,
    /// What `{{ site.x }}` in a page may name: every setting, and those under `site`
    pub variables: Map<String, serde_json::Value>,
    /// The name of the folder that the site is in, for a book without a title.
    /// The caller knows it; the file does not say it.
    pub folder_name: Option<String>,
    /// Where the root lies. The caller knows it.
    pub root: Root,
}

/// Where a site's root lies on disk.
#[derive(Debug, Clone, Default)]
pub struct Root {
    /// The folders of which the root is part, from itself up: the name of each, and what `--root`
    /// would have to say for addresses that begin with that name.
    pub above: Vec<(String, String)>,
}

impl Root {
    /// What to do about an address that begins at the site's root and leads nowhere: another root,
    /// where the address begins with the name of a folder that the root is part of.
    pub fn other_root(&self, address: &str) -> Option<String> {
        let first = address.strip_prefix('/')?.split('/').next()?;
        let (_, root) = self.above.iter().find(|(name, _)| name == first)?;
        Some(format!("if addresses begin in `{root}`, say `--root {root}`"))
    }

    /// The path below the root of one that spells out the folders that the root lies in, such as
    /// `manual/phases/beta.html` where the root is a folder `phases` in a folder `manual`. Addresses
    /// do where part of a site is built.
    pub fn below_root<'p>(&self, path: &'p str) -> Option<&'p str> {
        let mut folders = String::new();
        self.above.iter().find_map(|(name, _)| {
            folders = format!("{name}/{folders}");
            path.strip_prefix(&folders)
        })
    }
}

/// What the configuration says of languages.
#[derive(Debug, Clone, Default)]
pub struct Languages {
    /// `each`: whatever languages the pages are in
    pub each: bool,
    /// The languages that are named, the original first, each with the configuration as it is for its
    /// book.
    pub named: IndexMap<String, Config>,
}

impl Languages {
    /// Whether the site has a book in each of several languages.
    pub fn are_several(&self) -> bool {
        self.each || !self.named.is_empty()
    }
}

/// What the configuration says of posters.
#[derive(Debug, Clone, Default)]
pub struct Posters {
    /// `size`: the sheet, such as `a3`
    pub size: Option<Spanned<String>>,
    /// `landscape`
    pub landscape: Option<bool>,
    /// `kinds`: which posters, such as `[phases, wall-chart]`
    pub kinds: Vec<Spanned<String>>,
    /// `pictograms: as-is`: those of other colours than the theme's keep them
    pub pictograms_as_is: bool,
    /// Every setting, known or not.
    pub all: Map<String, serde_json::Value>,
}

/// What the configuration says of cards.
#[derive(Debug, Clone, Default)]
pub struct Cards {
    /// `size`: the card, such as `tarot`
    pub size: Option<Spanned<String>>,
    /// `landscape`
    pub landscape: Option<bool>,
    /// `kinds`: which cards, such as `[pages, pictograms]`
    pub kinds: Vec<Spanned<String>>,
    /// `front`: what fronts show beside the name, such as `[picture, sentence]`
    pub front: Vec<Spanned<String>>,
    /// `back`: the fields of backs, such as `[what, steps]`
    pub back: Vec<Spanned<String>>,
    /// `order`: `book`, `name` or `number`
    pub order: Option<Spanned<String>>,
}

/// What a configuration makes of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// Not a word.
    Allow,
    /// A note.
    Note,
    /// A warning.
    Warn,
    /// An error.
    Deny,
}

impl Level {
    /// The level of a name in the configuration.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "allow" | "off" => Some(Self::Allow),
            "note" | "info" => Some(Self::Note),
            "warn" | "warning" => Some(Self::Warn),
            "deny" | "error" => Some(Self::Deny),
            _ => None,
        }
    }

    /// The severity it gives; none for [`Level::Allow`].
    pub fn severity(self) -> Option<Severity> {
        match self {
            Self::Allow => None,
            Self::Note => Some(Severity::Note),
            Self::Warn => Some(Severity::Warning),
            Self::Deny => Some(Severity::Error),
        }
    }
}

impl Config {
    /// Whether the site's generator begins a list on the line after a paragraph. Jekyll does so
    /// unless its configuration asks for kramdown without GitHub's changes.
    fn lists_interrupt(&self) -> bool {
        match self.site.generator {
            "docusaurus" | "eleventy" | "gitbook" | "hugo" | "mdbook" | "myst" | "obsidian" => true,
            "jekyll" => {
                let input = self.variables.get("kramdown").and_then(|kramdown| kramdown.get("input"));
                input.is_none_or(|input| input.as_str().is_some_and(|name| name.eq_ignore_ascii_case("gfm")))
            }
            _ => false,
        }
    }

    /// Whether raw HTML holds Markdown: in MDX it always does, and in Jekyll where kramdown is asked.
    fn markdown_in_html(&self) -> bool {
        let asked = self.variables.get("kramdown").and_then(|kramdown| kramdown.get("parse_block_html"));
        match self.site.generator {
            "docusaurus" => true,
            "jekyll" => asked == Some(&serde_json::Value::Bool(true)),
            _ => false,
        }
    }

    /// What the site's pages are read with.
    pub fn page_settings(&self) -> source::Settings {
        source::Settings {
            language: self.language.clone(),
            templates: Templates::new(&self.variables, self.site.includes.clone(), self.site.templates),
            variables: self.variables.clone(),
            digest: digest(&self.variables, &self.site),
            pages: self.site.settings(),
            dialect: source::Dialect {
                marks: self.site.marks.unwrap_or_default(),
                formulas: self.math,
                // `[Title]` is a link in pages of no program's own.
                brackets: match self.site.templates {
                    TemplateLanguage::Other => source::Brackets::References,
                    _ => source::Brackets::Titles,
                },
                lists_interrupt: self.lists_interrupt(),
                markdown_in_html: self.markdown_in_html(),
                ..source::Dialect::default()
            },
            folders: self.site.folders.clone(),
            limits: self.limits,
            ..source::Settings::default()
        }
    }

    /// Gives diagnostics the severities of `rules`, and leaves out what is
    /// allowed there or in a page. `allowed` has the paths of pages, each with
    /// the code of a rule to let pass in it.
    pub fn weigh(&self, diagnostics: Vec<Diagnostic>, allowed: &[(String, String)]) -> Vec<Diagnostic> {
        let weigh = |mut diagnostic: Diagnostic| {
            let code = diagnostic.rule.code;
            let path = &diagnostic.place.source.path;
            if allowed.iter().any(|(page, rule)| page == path && rule == code) {
                return None;
            }
            if let Some(level) = self.rules.get(code) {
                diagnostic.severity = level.value.severity()?;
            }
            Some(diagnostic)
        };
        diagnostics.into_iter().filter_map(weigh).collect()
    }
}

/// A number for what all pages are read with: the same for the same.
fn digest(variables: &Map<String, serde_json::Value>, site: &Site) -> u64 {
    let mut hasher = DefaultHasher::new();
    format!("{:?} {:?}", site.marks, site.folders).hash(&mut hasher);
    serde_json::to_string(variables).unwrap_or_default().hash(&mut hasher);
    hasher.finish()
}

/// The folder that names a site which has no title.
fn folder_name(folder: &str) -> Option<String> {
    Some(paths::name(folder)).filter(|name| !name.is_empty()).map(str::to_owned)
}

/// Reads the configuration of a site: `phasebook.yaml` in `folder`, which is
/// usually the root. Without one, everything is inferred.
pub fn configure(files: &dyn Files, folder: &str) -> (Config, Vec<Diagnostic>) {
    let mut config = Config { folder_name: folder_name(folder), ..Config::default() };
    config.pages = folder.to_owned();
    let mut diagnostics = Vec::new();
    // Whatever has the name is meant to be read, so that a link to nowhere or a pipe is named.
    let entries = files.list(folder).unwrap_or_default();
    let there = CONFIG_NAMES.into_iter().find(|name| entries.iter().any(|entry| entry.name == *name));
    let Some(path) = there.map(|name| paths::join(folder, name)) else { return (config, diagnostics) };
    let bytes = files::read_within(files, &path, LARGEST);
    let (text, unreadable) = match bytes.map(String::from_utf8) {
        Ok(Ok(text)) => (text, None),
        Ok(Err(error)) => {
            let at = error.utf8_error().valid_up_to();
            let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
            (text, Some((at, "the configuration is not UTF-8".to_owned())))
        }
        Err(error) => (String::new(), Some((0, format!("the configuration cannot be read: {error}")))),
    };
    let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
    let source = Arc::new(Source { path, text });
    config.source = Some(Arc::clone(&source));
    if let Some((at, message)) = unreadable {
        let hint = "save it as a file of UTF-8 text that you may read";
        diagnostics
            .push(Diagnostic::new(&rules::CONFIG_SYNTAX, &source, Span::new(at, at), message).hint(hint));
        return (config, diagnostics);
    }
    let mut reading =
        Reading { source: &source, folder, config, diagnostics, brand_file: None, languages: Vec::new() };
    let mut parsed = yaml::parse(&source.text);
    if let Ok(node) = &mut parsed {
        node.texts(&mut |span, text| {
            if let Some(character) = source::take_out_controls(text) {
                reading.wrong(
                    &rules::CONTROL_CHARACTER,
                    span,
                    source::control_message(character),
                    "take it out",
                );
            }
        });
    }
    match parsed {
        Ok(Node { value: Value::Map(entries), .. }) => reading.entries(entries),
        Ok(Node { value: Value::Null, .. }) => {}
        Ok(node) => reading.wrong(
            &rules::CONFIG_SYNTAX,
            node.span,
            format!("expected settings such as `title: My book`, found {}", node.kind()),
            "write one setting on each line",
        ),
        Err(fault) => reading.wrong(
            &rules::CONFIG_SYNTAX,
            fault.span,
            fault.message,
            "mend the line; until then everything is inferred from the pages",
        ),
    }
    if let Some(path) = reading.brand_file.take() {
        reading.read_brand(files, &path);
    }
    reading.settle_languages();
    (reading.config, reading.diagnostics)
}

/// What to do about a name that is no rule's; nothing where it is one.
pub(crate) fn unknown_rule(code: &str) -> Option<String> {
    if rules::rules().any(|rule| rule.code == code) {
        return None;
    }
    Some(match names::nearest(code, rules::rules().map(|rule| rule.code)) {
        Some(near) => format!("did you mean `{near}`"),
        None => "take it out".to_owned(),
    })
}

/// The reading of one file.
struct Reading<'a> {
    source: &'a Arc<Source>,
    folder: &'a str,
    config: Config,
    diagnostics: Vec<Diagnostic>,
    /// `brand` as the path of a file, below the site root.
    brand_file: Option<Spanned<String>>,
    /// The languages that are named, with the settings for the book in each.
    languages: Vec<(String, Vec<(yaml::Key, Node)>)>,
}

impl Reading<'_> {
    fn wrong(&mut self, rule: &'static rules::Rule, span: Span, message: String, hint: impl Into<String>) {
        self.diagnostics.push(Diagnostic::new(rule, self.source, span, message).hint(hint));
    }

    fn wrong_value(&mut self, span: Span, message: String, hint: impl Into<String>) {
        self.wrong(&rules::CONFIG_VALUE, span, message, hint);
    }

    fn nothing_reads(&mut self, key: &yaml::Key, known: &[&'static str]) {
        let hint = match names::nearest(&key.name, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`"),
            None => format!("choose among {}", known.join(", ")),
        };
        self.wrong(&rules::CONFIG_KEY, key.span, format!("unknown setting `{}`", key.name), hint);
    }

    fn entries(&mut self, entries: Vec<(yaml::Key, Node)>) {
        let mut seen: IndexMap<&str, Span> = IndexMap::new();
        for (key, node) in &entries {
            let Some(setting) = SETTINGS.iter().find(|setting| setting.names.contains(&key.name.as_str()))
            else {
                let hint = match names::nearest(&key.name, settings()) {
                    Some(name) => format!("did you mean `{name}`"),
                    None if brand::KEYS.contains(&key.name.as_str()) => {
                        format!("write `{}` below `brand:`, indented", key.name)
                    }
                    None => format!("put `{}` under `site:` if pages use it", key.name),
                };
                self.wrong(&rules::CONFIG_KEY, key.span, format!("unknown setting `{}`", key.name), hint);
                self.config.variables.insert(key.name.clone(), node.json());
                continue;
            };
            if let Some(first) = seen.insert(setting.names[0], key.span) {
                self.diagnostics.push(
                    Diagnostic::new(
                        &rules::CONFIG_KEY,
                        self.source,
                        key.span,
                        format!("`{}` is set already; the later setting counts", key.name),
                    )
                    .related(self.source, first, "it is set here first")
                    .hint("take one of them out"),
                );
            }
            if setting.names[0] != "site" {
                self.config.variables.insert(key.name.clone(), node.json());
            }
            if node.value != Value::Null {
                (setting.read)(self, node);
            }
        }
    }

    /// The brand in a file of its own.
    fn read_brand(&mut self, files: &dyn Files, path: &Spanned<String>) {
        let read = files::read_within(files, &path.value, LARGEST);
        let text = read.and_then(|bytes| String::from_utf8(bytes).map_err(|_| "it is not UTF-8".to_owned()));
        match text {
            Ok(text) => {
                let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
                let (brand, diagnostics) = brand::parse(&Arc::new(Source { path: path.value.clone(), text }));
                self.config.brand = brand;
                self.diagnostics.extend(diagnostics);
            }
            Err(why) => self.wrong_value(
                path.span,
                format!("the brand `{}` cannot be read: {why}", path.value),
                "name a file such as `_brand.yml`, or write the settings below `brand:`",
            ),
        }
    }

    /// The words of a value; numbers and the like as they are written, so
    /// that `1.10` does not become `1.1`.
    fn text(&mut self, node: &Node) -> Option<String> {
        let text = match &node.value {
            Value::Text(text) => text.clone(),
            Value::Bool(_) | Value::Number(_) => self.source.text.get(node.span.range())?.to_owned(),
            Value::Null => return None,
            Value::List(_) | Value::Map(_) => {
                self.wrong_value(
                    node.span,
                    format!("expected text, found {}", node.kind()),
                    "write the text on one line, in quotes if it has `:` or `#` in it",
                );
                return None;
            }
        };
        Some(text.trim().to_owned()).filter(|text| !text.is_empty())
    }

    fn spanned_text(&mut self, node: &Node) -> Option<Spanned<String>> {
        self.text(node).map(|value| Spanned { span: node.span, value })
    }

    fn spanned_texts(&mut self, node: &Node) -> Vec<Spanned<String>> {
        match &node.value {
            Value::List(nodes) => nodes.iter().filter_map(|node| self.spanned_text(node)).collect(),
            _ => self.spanned_text(node).into_iter().collect(),
        }
    }

    /// `authors`: one name, or a list of names.
    fn people(&mut self, node: &Node) -> Vec<String> {
        let names = self.texts(node);
        if let (Value::Text(text), Some((first, rest))) =
            (&node.value, names.first().and_then(|n| n.split_once([',', ';'])))
        {
            // Not `Ample, Ada Bo`, which is how catalogues write one person.
            if first.trim().contains(' ')
                || rest.contains([',', ';', '&'])
                || !rest.trim().contains(' ') && rest.len() > 1
            {
                let list = text.split([',', ';']).map(str::trim).collect::<Vec<_>>().join("\", \"");
                let message = format!("`{text}` is one person here");
                let mut diagnostic = Diagnostic::new(&rules::CONFIG_VALUE, self.source, node.span, message)
                    .hint(format!("write `[\"{list}\"]` where several are meant"));
                // It may be right.
                diagnostic.severity = Severity::Note;
                self.diagnostics.push(diagnostic);
            }
        }
        names
    }

    fn texts(&mut self, node: &Node) -> Vec<String> {
        self.spanned_texts(node).into_iter().map(|text| text.value).collect()
    }

    fn language(&mut self, node: &Node) {
        let Some(text) = self.text(node) else { return };
        self.config.language = languages::tag(&text);
        if self.config.language.is_none() {
            let hint = "write a tag such as `en`, `cy` or `ar-EG`";
            self.wrong(&rules::LANGUAGE_TAG, node.span, format!("`{text}` is not a language tag"), hint);
        }
    }

    fn direction(&mut self, node: &Node) {
        match self.text(node).as_deref() {
            Some("ltr") => self.config.direction = Some(Direction::Ltr),
            Some("rtl") => self.config.direction = Some(Direction::Rtl),
            Some(other) => self.wrong_value(
                node.span,
                format!("expected `ltr` or `rtl`, found `{other}`"),
                "leave it out to follow the language",
            ),
            None => {}
        }
    }

    fn date(&mut self, node: &Node) {
        if let Some(day) = self.day(node) {
            self.config.date = Some(day);
        }
    }

    /// A day, `YYYY-MM-DD`; none, and a diagnostic, for what is no day.
    fn day(&mut self, node: &Node) -> Option<String> {
        let text = self.text(node)?;
        if dates::is_date(&text) {
            return Some(text);
        }
        self.wrong_value(
            node.span,
            format!("expected a date, found `{text}`"),
            "write it as `2013-03-31`: year, month, day",
        );
        None
    }

    fn url(&mut self, node: &Node) {
        if let Some(address) = self.address(node) {
            self.config.url = Some(address.trim_end_matches('/').to_owned());
        }
    }

    /// An address on the web; none, and a diagnostic, for what is none.
    fn address(&mut self, node: &Node) -> Option<String> {
        let text = self.text(node)?;
        let lower = text.to_ascii_lowercase();
        if lower.starts_with("https://") || lower.starts_with("http://") {
            return Some(text);
        }
        self.wrong_value(
            node.span,
            format!("expected an address with `https://`, found `{text}`"),
            format!("write `https://{}`", text.trim_start_matches('/')),
        );
        None
    }

    /// Paths, folders and patterns, from the site root.
    fn patterns(&mut self, node: &Node) -> Vec<Spanned<String>> {
        let texts = self.spanned_texts(node).into_iter();
        let below = |text: Spanned<String>| Spanned {
            span: text.span,
            value: paths::join(self.folder, text.value.trim_start_matches('/')),
        };
        texts.map(below).collect()
    }

    fn pages(&mut self, node: &Node) {
        if let Value::List(_) = node.value {
            self.config.only = self.patterns(node);
        } else if let Some(folder) = self.path_below(node) {
            self.config.pages = folder.value;
        }
    }

    fn theme(&mut self, node: &Node) {
        self.config.theme = self.path_below(node);
    }

    /// A path of the site; none, and a diagnostic, for one outside it.
    fn path_below(&mut self, node: &Node) -> Option<Spanned<String>> {
        let Spanned { value, span } = self.spanned_text(node)?;
        let written = value.trim_start_matches('/');
        if paths::leaves(self.folder, written) {
            self.wrong_value(
                span,
                format!("`{value}` leads out of the site"),
                "name what lies within the site; `--root` says where the site begins",
            );
            return None;
        }
        Some(Spanned { value: paths::join(self.folder, written), span })
    }

    fn system_fonts(&mut self, node: &Node) {
        self.config.system_fonts |= self.truth(node, "system-fonts").unwrap_or(false);
    }

    /// The value of a setting that is on or off.
    fn truth(&mut self, node: &Node, name: &str) -> Option<bool> {
        if let Value::Bool(wanted) = node.value {
            return Some(wanted);
        }
        self.wrong_value(
            node.span,
            format!("expected `true` or `false`, found {}", node.kind()),
            format!("write `{name}: true`"),
        );
        None
    }

    /// The settings that a value holds; none, and a diagnostic, where it holds none.
    fn below<'n>(&mut self, node: &'n Node, hint: &str) -> &'n [(yaml::Key, Node)] {
        if let Value::Map(entries) = &node.value {
            return entries;
        }
        self.wrong_value(node.span, format!("expected settings, found {}", node.kind()), hint);
        &[]
    }

    fn limits(&mut self, node: &Node) {
        for (key, node) in self.below(node, "write `limits:` and below it, indented, `page-bytes: 1000000`") {
            let number = node.json().as_u64().filter(|number| *number > 0);
            match (self.config.limits.named(&key.name), number) {
                (Some(limit), Some(number)) => *limit = number,
                (Some(_), None) => self.wrong_value(
                    node.span,
                    "expected a whole number above 0".to_owned(),
                    format!("write it as `{}: 1000000`", key.name),
                ),
                (None, _) => self.nothing_reads(key, &Limits::names()),
            }
        }
    }

    fn posters(&mut self, node: &Node) {
        for (key, node) in self.below(node, "write `posters:` and below it, indented, `size: a3`") {
            self.config.posters.all.insert(key.name.clone(), node.json());
            match (key.name.as_str(), &node.value) {
                ("size", _) => self.config.posters.size = self.spanned_text(node),
                ("landscape", _) => self.config.posters.landscape = self.truth(node, "landscape"),
                ("kinds", _) => self.config.posters.kinds = self.spanned_texts(node),
                ("pictograms", Value::Text(text)) if text == "as-is" => {
                    self.config.posters.pictograms_as_is = true;
                }
                ("pictograms", _) => self.wrong_value(
                    node.span,
                    "expected `as-is`".to_owned(),
                    "leave it out to show pictograms in the colours of their phases",
                ),
                _ => self.nothing_reads(key, &["size", "landscape", "kinds", "pictograms"]),
            }
        }
    }

    fn cards(&mut self, node: &Node) {
        for (key, node) in self.below(node, "write `cards:` and below it, indented, `size: tarot`") {
            match key.name.as_str() {
                "size" => self.config.cards.size = self.spanned_text(node),
                "landscape" => self.config.cards.landscape = self.truth(node, "landscape"),
                "kinds" => self.config.cards.kinds = self.spanned_texts(node),
                "front" => self.config.cards.front = self.spanned_texts(node),
                "back" => self.config.cards.back = self.spanned_texts(node),
                "order" => self.config.cards.order = self.spanned_text(node),
                _ => self.nothing_reads(key, &["size", "landscape", "kinds", "front", "back", "order"]),
            }
        }
    }

    fn rules(&mut self, node: &Node) {
        let hint = "write `rules:` and below it, indented, lines such as `dead-link: error`";
        for (key, node) in self.below(node, hint) {
            if let Some(hint) = unknown_rule(&key.name) {
                self.wrong(&rules::CONFIG_KEY, key.span, format!("no rule is called `{}`", key.name), hint);
            }
            let Some(text) = self.text(node) else { continue };
            match Level::named(&text) {
                Some(value) => {
                    self.config.rules.insert(key.name.clone(), Spanned { span: key.span, value });
                }
                None => self.wrong_value(
                    node.span,
                    format!("expected `off`, `note`, `warning` or `error`, found `{text}`"),
                    "choose one of them",
                ),
            }
        }
    }

    fn variables(&mut self, node: &Node) {
        let hint = "write `site:` and below it, indented, the names that pages use";
        for (key, node) in self.below(node, hint) {
            self.config.variables.insert(key.name.clone(), node.json());
        }
    }
}
