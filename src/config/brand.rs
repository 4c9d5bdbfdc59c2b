//! `brand:`, a subset of the convention of `_brand.yml` (<https://posit-dev.github.io/brand-yml>):
//! colours, a logo for light and for dark grounds, fonts with their roles.

use std::sync::Arc;

use crate::config::Reading;
use crate::diagnostic::{Diagnostic, Severity, Source, rules};
use crate::model::Span;
use crate::source::Spanned;
use crate::theme::Colour;
use crate::theme::brand::{Asked, BrandColours};
use crate::yaml::{self, Key, Node, Value};
use crate::{names, paths};

/// What a site says of its brand.
#[derive(Debug, Clone)]
pub struct Brand {
    /// The file that says it.
    pub source: Arc<Source>,
    /// `color`
    pub colours: BrandColours,
    /// `logo`
    pub logo: BrandLogo,
    /// `typography: fonts`: files, below the site root
    pub font_files: Vec<Spanned<String>>,
    /// `typography: base`: a family, or a file below the site root
    pub text: Option<Spanned<FontName>>,
    /// `typography: headings`
    pub display: Option<Spanned<FontName>>,
    /// `typography: monospace`
    pub code: Option<Spanned<FontName>>,
}

/// The logo of a brand: files below the site root.
#[derive(Debug, Clone, Default)]
pub struct BrandLogo {
    /// For light grounds.
    pub light: Option<Spanned<String>>,
    /// For dark grounds.
    pub dark: Option<Spanned<String>>,
    /// What it says to those who cannot see it.
    pub alt: Option<String>,
}

/// A font by its family, or by a file below the site root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FontName {
    /// The family.
    Family(String),
    /// The file.
    File(String),
}

/// What may stand right below `brand:`.
pub const KEYS: [&str; 5] = ["color", "logo", "typography", "meta", "defaults"];
const COLOURS: [&str; 12] = [
    "palette",
    "foreground",
    "background",
    "primary",
    "secondary",
    "phases",
    "tertiary",
    "success",
    "info",
    "warning",
    "danger",
    "light",
];
const SIZES: [&str; 3] = ["medium", "large", "small"];
const LOGO: [&str; 8] = ["light", "dark", "small", "medium", "large", "images", "path", "alt"];
const TYPOGRAPHY: [&str; 7] =
    ["fonts", "base", "headings", "monospace", "monospace-inline", "monospace-block", "link"];
/// What the convention says of type that is the theme's to say.
const TYPE_UNUSED: [&str; 7] =
    ["size", "weight", "line-height", "color", "background-color", "decoration", "style"];

/// The endings of font files.
pub(crate) const FONT_ENDINGS: [&str; 6] = [".ttf", ".otf", ".ttc", ".otc", ".woff", ".woff2"];

/// Whether a file is a font by its name.
pub(crate) fn is_font(path: &str) -> bool {
    let lower = path.to_ascii_lowercase();
    FONT_ENDINGS.iter().any(|ending| lower.ends_with(ending))
}

impl Reading<'_> {
    /// `brand`: the settings, or the path of a file that has them.
    pub(super) fn brand(&mut self, node: &Node) {
        match &node.value {
            Value::Map(_) => {
                let (brand, diagnostics) = read(self.source, self.folder, node);
                self.config.brand = Some(brand);
                self.diagnostics.extend(diagnostics);
            }
            _ => self.brand_file = self.path_below(node),
        }
    }
}

/// Reads a brand. Paths begin at `folder`, or with a slash at the site's root.
pub(super) fn read(source: &Arc<Source>, folder: &str, node: &Node) -> (Brand, Vec<Diagnostic>) {
    let brand = Brand {
        source: Arc::clone(source),
        colours: BrandColours::default(),
        logo: BrandLogo::default(),
        font_files: Vec::new(),
        text: None,
        display: None,
        code: None,
    };
    let mut reading =
        BrandReading { source, folder, brand, diagnostics: Vec::new(), unused: Vec::new(), node };
    reading.all(node);
    reading.say_unused();
    (reading.brand, reading.diagnostics)
}

/// The reading of one brand.
struct BrandReading<'a> {
    source: &'a Arc<Source>,
    folder: &'a str,
    brand: Brand,
    diagnostics: Vec<Diagnostic>,
    /// What the convention knows and the book has no use for.
    unused: Vec<(Span, String)>,
    /// The whole brand.
    node: &'a Node,
}

/// An entry of a group of settings.
fn entry<'n>(node: &'n Node, name: &str) -> Option<&'n Node> {
    let Value::Map(entries) = &node.value else { return None };
    entries.iter().rev().find(|(key, _)| key.name == name).map(|(_, node)| node)
}

impl<'a> BrandReading<'a> {
    fn wrong(&mut self, span: Span, message: impl Into<String>, hint: impl Into<String>) {
        let diagnostic = Diagnostic::new(&rules::CONFIG_VALUE, self.source, span, message.into());
        self.diagnostics.push(diagnostic.hint(hint.into()));
    }

    fn unknown(&mut self, key: &Key, known: &[&'static str]) {
        let hint = match names::nearest(&key.name, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`"),
            None => format!("choose among {}", known.join(", ")),
        };
        let message = format!("unknown setting `{}`", key.name);
        self.diagnostics.push(Diagnostic::new(&rules::CONFIG_KEY, self.source, key.span, message).hint(hint));
    }

    fn below<'n>(&mut self, node: &'n Node, hint: &str) -> &'n [(Key, Node)] {
        match &node.value {
            Value::Map(entries) => entries,
            Value::Null => &[],
            _ => {
                self.wrong(node.span, format!("expected settings, found {}", node.kind()), hint);
                &[]
            }
        }
    }

    fn all(&mut self, node: &Node) {
        let hint = "write `brand:` and below it, indented, `color:`, `logo:` or `typography:`";
        for (key, node) in self.below(node, hint) {
            match key.name.as_str() {
                "color" => self.colours(node),
                "logo" => self.logo(node),
                "typography" => self.typography(node),
                // What the brand is called, and settings of other programs.
                "meta" | "defaults" => {}
                _ => self.unknown(key, &KEYS),
            }
        }
    }

    fn say_unused(&mut self) {
        let Some((span, _)) = self.unused.first() else { return };
        let names: Vec<String> = self.unused.iter().map(|(_, name)| format!("`{name}`")).collect();
        let message = format!("not used here: {}", names.join(", "));
        let mut diagnostic = Diagnostic::new(&rules::CONFIG_KEY, self.source, *span, message)
            .hint("sizes and weights are the theme's; see `docs/theme-input.md`");
        diagnostic.severity = Severity::Note;
        self.diagnostics.push(diagnostic);
    }

    // ---- Colours ------------------------------------------------------------

    fn colours(&mut self, node: &Node) {
        let hint = "write `color:` and below it, indented, `primary: \"#8fd0f5\"`";
        for (key, node) in self.below(node, hint) {
            let name = key.name.as_str();
            match name {
                "palette" => {
                    for (_, node) in self.below(node, "write a name and a colour on each line") {
                        self.colour(node);
                    }
                }
                "phases" => self.phases(node),
                "foreground" => self.brand.colours.foreground = self.colour(node),
                "background" => self.brand.colours.background = self.colour(node),
                "primary" => self.brand.colours.primary = self.colour(node),
                "secondary" => self.brand.colours.secondary = self.colour(node),
                "dark" => self.unused.push((key.span, "color.dark".to_owned())),
                _ if COLOURS.contains(&name) => self.unused.push((key.span, format!("color.{name}"))),
                _ => self.unknown(key, &COLOURS[..6]),
            }
        }
    }

    /// The colours of phases: by their names, or a list in their order.
    fn phases(&mut self, node: &Node) {
        let of: Vec<(Option<String>, &Node)> = match &node.value {
            Value::Map(entries) => entries.iter().map(|(key, node)| (Some(key.name.clone()), node)).collect(),
            Value::List(nodes) => nodes.iter().map(|node| (None, node)).collect(),
            _ => {
                self.wrong(
                    node.span,
                    format!("expected the colours of phases, found {}", node.kind()),
                    "write `phases: {alpha: \"#ffab8a\", beta: \"#ffd34e\"}`, or a list in their order",
                );
                return;
            }
        };
        for (name, node) in of {
            if let Some(colour) = self.colour(node) {
                self.brand.colours.phases.push((name, colour));
            }
        }
    }

    /// A colour as CSS writes it, or the name of one of the brand's.
    fn colour(&mut self, node: &Node) -> Option<Asked> {
        let mut value = node;
        // A name may stand for another name.
        for _ in 0..8 {
            value = match &value.value {
                // For light and for dark screens: paper is light.
                Value::Map(_) => match entry(value, "light") {
                    Some(light) => light,
                    None => break,
                },
                Value::Text(name) => match self.named(name.trim()).filter(|named| *named != value) {
                    Some(named) => named,
                    None => break,
                },
                _ => break,
            };
        }
        let Value::Text(text) = &value.value else {
            let message = format!("expected a colour such as `#8fd0f5`, found {}", node.kind());
            self.wrong(node.span, message, "write it in quotes, since `#` begins a remark");
            return None;
        };
        match text.trim().parse::<svgtypes::Color>() {
            Ok(colour) if colour.alpha == u8::MAX => {
                let value = Colour { rgb: [colour.red, colour.green, colour.blue] };
                Some(Asked { span: node.span, value })
            }
            Ok(_) => {
                let message = format!("expected a colour that covers its ground, found `{text}`");
                self.wrong(node.span, message, "write it without its transparency, such as `#8fd0f5`");
                None
            }
            Err(_) => {
                let message = format!("expected a colour such as `#8fd0f5`, found `{text}`");
                let hint = match names::nearest(text, self.palette()) {
                    Some(near) => format!("did you mean `{near}`"),
                    None => "write it as `\"#8fd0f5\"`, or name one of the `palette`".to_owned(),
                };
                self.wrong(node.span, message, hint);
                None
            }
        }
    }

    /// What a name stands for in the palette, else among the brand's own colours.
    fn named(&self, name: &str) -> Option<&'a Node> {
        let colours = entry(self.node, "color")?;
        let own = || entry(colours, name).filter(|_| COLOURS[1..5].contains(&name));
        entry(colours, "palette").and_then(|palette| entry(palette, name)).or_else(own)
    }

    fn palette(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        let palette = entry(self.node, "color").and_then(|colours| entry(colours, "palette"));
        let entries = match palette.map(|palette| &palette.value) {
            Some(Value::Map(entries)) => entries.as_slice(),
            _ => &[],
        };
        entries.iter().map(|(key, _)| key.name.as_str())
    }

    // ---- The logo -----------------------------------------------------------

    fn logo(&mut self, node: &Node) {
        let Value::Map(entries) = &node.value else {
            self.brand.logo.light = self.picture(node, node);
            return;
        };
        for (key, _) in entries.iter().filter(|(key, _)| !LOGO.contains(&key.name.as_str())) {
            self.unknown(key, &LOGO);
        }
        if entry(node, "path").is_some() {
            self.brand.logo.light = self.picture(node, node);
            return;
        }
        if let Some(alt) = entry(node, "alt") {
            self.alt(alt);
        }
        // One is enough: the middle size, unless another is all there is.
        let size = SIZES.iter().find_map(|size| entry(node, size));
        let (light, dark) = match (size, sides_of(node)) {
            (Some(size), (None, None)) => match sides_of(size) {
                (None, None) => (Some(size), None),
                both => both,
            },
            (_, both) => both,
        };
        self.brand.logo.light = light.and_then(|light| self.picture(light, node));
        self.brand.logo.dark = dark.and_then(|dark| self.picture(dark, node));
    }

    fn alt(&mut self, node: &Node) {
        if let Value::Text(alt) = &node.value {
            self.brand.logo.alt = Some(alt.trim().to_owned()).filter(|alt| !alt.is_empty());
        }
    }

    /// A picture: its path, one of the logo's `images`, or `path` and `alt`.
    fn picture(&mut self, node: &Node, logo: &Node) -> Option<Spanned<String>> {
        let named = match &node.value {
            Value::Text(name) => entry(logo, "images").and_then(|images| entry(images, name)),
            _ => None,
        };
        let node = named.unwrap_or(node);
        if let Some(alt) = entry(node, "alt") {
            self.alt(alt);
        }
        let path = entry(node, "path").unwrap_or(node);
        let Value::Text(text) = &path.value else {
            let message = format!("expected the path of a picture, found {}", path.kind());
            self.wrong(path.span, message, "write `logo: images/logo.svg`");
            return None;
        };
        self.path(text, path.span)
    }

    /// A path below the site root; none, and a diagnostic, for one outside it.
    fn path(&mut self, text: &str, span: Span) -> Option<Spanned<String>> {
        let written = text.trim();
        if written.contains("://") {
            self.wrong(
                span,
                format!("`{written}` is on the web, and nothing is fetched while building"),
                "save it in the site and name the file here",
            );
            return None;
        }
        let (base, rest) = match written.strip_prefix('/') {
            Some(rest) => ("", rest),
            None => (self.folder, written),
        };
        if paths::leaves(base, rest) {
            self.wrong(span, format!("`{written}` leads out of the site"), "copy the file into the site");
            return None;
        }
        Some(Spanned { span, value: paths::join(base, rest) })
    }

    // ---- Type ---------------------------------------------------------------

    fn typography(&mut self, node: &Node) {
        let hint = "write `typography:` and below it, indented, `headings: Bricolage Grotesque`";
        for (key, node) in self.below(node, hint) {
            let name = key.name.as_str();
            match name {
                "fonts" => self.fonts(node),
                "base" => self.brand.text = self.font(node, name),
                "headings" => self.brand.display = self.font(node, name),
                "monospace" => self.brand.code = self.font(node, name),
                "link" => match entry(node, "color") {
                    Some(colour) => self.brand.colours.link = self.colour(colour),
                    None => self.unused.push((key.span, "typography.link".to_owned())),
                },
                _ if TYPOGRAPHY.contains(&name) => {
                    self.unused.push((key.span, format!("typography.{name}")));
                }
                _ => self.unknown(key, &TYPOGRAPHY),
            }
        }
    }

    /// A font: its family, a file, or settings of which `family` is one.
    fn font(&mut self, node: &Node, role: &str) -> Option<Spanned<FontName>> {
        if let Value::Map(entries) = &node.value {
            for (key, _) in entries.iter().filter(|(key, _)| key.name != "family") {
                if TYPE_UNUSED.contains(&key.name.as_str()) {
                    self.unused.push((key.span, format!("typography.{role}.{}", key.name)));
                } else {
                    self.unknown(key, &["family"]);
                }
            }
            return entry(node, "family").and_then(|family| self.font(family, role));
        }
        let Value::Text(text) = &node.value else {
            let message = format!("expected a family of fonts, found {}", node.kind());
            self.wrong(node.span, message, "write its name, or the path of a font file");
            return None;
        };
        let span = node.span;
        if is_font(text) {
            return self.path(text, span).map(|file| Spanned { span, value: FontName::File(file.value) });
        }
        Some(Spanned { span, value: FontName::Family(text.trim().to_owned()) })
    }

    fn fonts(&mut self, node: &Node) {
        let Value::List(fonts) = &node.value else {
            let message = format!("expected a list of fonts, found {}", node.kind());
            self.wrong(node.span, message, "write `- files: [fonts/acme.woff2]`");
            return;
        };
        for font in fonts {
            if let Value::Text(text) = &font.value {
                let file = self.path(text, font.span);
                self.brand.font_files.extend(file);
                continue;
            }
            if let Some(source) = entry(font, "source")
                .filter(|source| !matches!(&source.value, Value::Text(text) if text == "file"))
                && entry(font, "files").is_none()
            {
                self.wrong(
                    source.span,
                    "fonts are not fetched while building",
                    "save the font's files in `fonts/` beside phasebook.yaml",
                );
            }
            let files = match entry(font, "files").map(|files| &files.value) {
                Some(Value::List(files)) => files.as_slice(),
                Some(Value::Text(_)) => entry(font, "files").map(std::slice::from_ref).unwrap_or_default(),
                _ => &[],
            };
            for file in files {
                let path = entry(file, "path").unwrap_or(file);
                if let Value::Text(text) = &path.value {
                    let file = self.path(text, path.span);
                    self.brand.font_files.extend(file);
                }
            }
        }
    }
}

/// What a logo has for light and for dark grounds.
fn sides_of(node: &Node) -> (Option<&Node>, Option<&Node>) {
    (entry(node, "light"), entry(node, "dark"))
}

/// A brand in a file of its own.
pub(super) fn parse(source: &Arc<Source>) -> (Option<Brand>, Vec<Diagnostic>) {
    match yaml::parse(&source.text) {
        Ok(node) => {
            let (brand, diagnostics) = read(source, paths::folder(&source.path), &node);
            (Some(brand), diagnostics)
        }
        Err(fault) => {
            let diagnostic = Diagnostic::new(&rules::CONFIG_SYNTAX, source, fault.span, fault.message);
            (None, vec![diagnostic.hint("mend the line; until then the theme's own colours serve")])
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn brand(text: &str) -> (Brand, Vec<(String, String)>) {
        let source = Arc::new(Source { path: "look/_brand.yml".to_owned(), text: text.to_owned() });
        let (brand, diagnostics) = parse(&source);
        let said = diagnostics.iter().map(|it| (it.message.clone(), it.hint.clone().unwrap_or_default()));
        (brand.unwrap(), said.collect())
    }

    #[test]
    fn a_brand_of_the_convention_is_read() {
        let (brand, said) = brand(
            "meta: {name: Acme}\ncolor:\n  palette: {sea: '#004', foam: white, deep: sea}\n  foreground: deep\n  \
             background: {light: foam, dark: sea}\n  primary: rgb(10, 20, 30)\n  phases: [red, sea]\n  danger: red\n\
             logo:\n  images:\n    mark: {path: logo.svg, alt: Acme}\n  medium: {light: mark, dark: /img/white.svg}\n\
             typography:\n  fonts:\n    - {family: Acme Sans, source: file, files: [{path: a.woff2, weight: 400}]}\n    \
             - {family: Inter, source: google}\n  base: {family: Acme Sans, size: 11pt}\n  headings: a.woff2\n  \
             link: {color: sea}\ndefaults: {bootstrap: {x: 1}}\n",
        );
        let colour = |colour: &Option<Asked>| colour.as_ref().unwrap().value.to_string();
        assert_eq!(colour(&brand.colours.foreground), "#000044");
        assert_eq!(colour(&brand.colours.background), "#ffffff");
        assert_eq!(colour(&brand.colours.primary), "#0a141e");
        assert_eq!(colour(&brand.colours.link), "#000044");
        assert_eq!(brand.colours.phases.len(), 2);
        assert_eq!(brand.logo.light.unwrap().value, "look/logo.svg");
        assert_eq!(brand.logo.dark.unwrap().value, "img/white.svg");
        assert_eq!(brand.logo.alt.as_deref(), Some("Acme"));
        assert_eq!(brand.font_files[0].value, "look/a.woff2");
        assert_eq!(brand.text.unwrap().value, FontName::Family("Acme Sans".to_owned()));
        assert_eq!(brand.display.unwrap().value, FontName::File("look/a.woff2".to_owned()));
        assert_eq!(said.len(), 2, "{said:?}");
        assert!(said[0].0.contains("not fetched"), "{said:?}");
        assert_eq!(said[1].0, "not used here: `color.danger`, `typography.base.size`");
    }

    #[test]
    fn what_is_no_brand_is_named_and_does_no_harm() {
        for (text, message, hint) in [
            ("colour: {}", "unknown setting `colour`", "did you mean `color`"),
            ("color: {primry: red}", "unknown setting `primry`", "did you mean `primary`"),
            ("color: {primary: 12}", "found a number", "in quotes"),
            ("color: {primary: '#12345680'}", "covers its ground", "#8fd0f5"),
            ("color: {palette: {ocean: red}, primary: ocaen}", "found `ocaen`", "did you mean `ocean`"),
            ("color: {primary: primary}", "found `primary`", "#8fd0f5"),
            ("color: {palette: {a: b, b: a}, primary: a}", "expected a colour", ""),
            ("logo: ../../../x.svg", "leads out of the site", "copy"),
            ("logo: https://example.org/x.svg", "on the web", "save it"),
            ("logo: {lihgt: x.svg}", "unknown setting `lihgt`", "did you mean `light`"),
            ("typography: {headngs: X}", "unknown setting `headngs`", "did you mean `headings`"),
            ("- a", "expected settings", "color"),
        ] {
            let (_, said) = brand(text);
            assert!(
                said.iter().any(|(what, to_do)| what.contains(message) && to_do.contains(hint)),
                "{text}: {said:?}"
            );
        }
    }
}
