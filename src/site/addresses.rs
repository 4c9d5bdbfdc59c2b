//! Where links lead: every spelling of an address that means a page of the book.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use super::headings::Anchors;
use crate::config::{Config, Root, Site};
use crate::{names, paths};

/// What must be encoded in an address; `%` is not, since it is written encoded already.
const ENCODE: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'<')
    .add(b'>')
    .add(b'`')
    .add(b'{')
    .add(b'}')
    .add(b'|')
    .add(b'\\')
    .add(b'^');

/// What links need to know of a page.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    /// The page's path below the site root.
    pub path: String,
    /// The addresses that the page has besides its path, its own first (`permalink` in Jekyll's
    /// front matter, or what the site's generator makes of its path).
    pub addresses: Vec<String>,
    /// Its title.
    pub title: String,
    /// Its slug.
    pub slug: String,
    /// The places in it that links can name.
    pub anchors: Anchors,
}

/// Where an address leads, as far as it alone can tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum LinkTarget {
    /// To a page of the book.
    Page {
        /// Its position.
        page: usize,
        /// The place in it, decoded.
        fragment: Option<String>,
        /// Whether capitals and small letters differ from the page's path.
        case: bool,
    },
    /// To the web.
    Web(String),
    /// To a place below the site root that is no page of the book.
    Outside {
        /// The path below the site root, decoded.
        path: String,
        /// What print shows.
        address: String,
    },
    /// To a page by its title, and no page has it.
    Untitled(String),
    /// Nowhere: there is no address.
    Empty,
    /// To something that may not be opened from a book; the scheme.
    Unsafe(String),
}

/// The addresses of a site's pages.
#[derive(Debug)]
pub(super) struct Addresses {
    /// The pages, in the order given.
    pub entries: Vec<Entry>,
    keys: BTreeMap<String, usize>,
    lower: BTreeMap<String, usize>,
    titles: BTreeMap<String, usize>,
    folders: BTreeSet<String>,
    url: Option<String>,
    pages: String,
    root: Root,
    site: Arc<Site>,
}

impl Addresses {
    /// The addresses of pages. Also the pairs of pages that have one address,
    /// the hidden one first.
    pub fn new(config: &Config, entries: Vec<Entry>) -> (Self, Vec<(usize, usize)>) {
        let mut this = Self {
            entries: Vec::new(),
            keys: BTreeMap::new(),
            lower: BTreeMap::new(),
            titles: BTreeMap::new(),
            folders: BTreeSet::new(),
            url: config.url.clone(),
            pages: config.pages.clone(),
            root: config.root.clone(),
            site: Arc::clone(&config.site),
        };
        let mut hidden = Vec::new();
        for (page, entry) in entries.iter().enumerate() {
            match this.keys.get(&paths::key(&entry.path)) {
                Some(first) => hidden.push((page, *first)),
                None => this.learn(paths::key(&entry.path), page),
            }
            this.titles.entry(names::folded(&entry.title)).or_insert(page);
            this.folders.insert(paths::folder(&entry.path).to_owned());
        }
        // Second names do not take an address from any page's first name.
        for (page, entry) in entries.iter().enumerate() {
            for address in &entry.addresses {
                this.learn(paths::key(&paths::decode(address)), page);
            }
            if let Some(below) = this.below_pages(&entry.path) {
                let below = paths::key(below);
                this.learn(below, page);
            }
        }
        // An index of another name stands for its folder where no page has that address.
        let indexes = paths::indexes(entries.iter().map(|entry| entry.path.as_str()));
        for (page, entry) in entries.iter().enumerate() {
            if indexes.contains(entry.path.as_str()) {
                this.learn(paths::folder(&entry.path).to_owned(), page);
            }
        }
        this.entries = entries;
        (this, hidden)
    }

    fn learn(&mut self, key: String, page: usize) {
        self.lower.entry(key.to_lowercase()).or_insert(page);
        self.keys.entry(key).or_insert(page);
    }

    /// A path without the folder of pages, for those in it.
    fn below_pages<'a>(&self, path: &'a str) -> Option<&'a str> {
        if self.pages.is_empty() { None } else { path.strip_prefix(&self.pages)?.strip_prefix('/') }
    }

    /// The page of a title, whatever its capitals and spaces.
    pub fn page_titled(&self, title: &str) -> Option<usize> {
        self.titles.get(&names::folded(title)).copied()
    }

    /// The page at a path below the site root, in any of its spellings, and
    /// whether only capitals told them apart.
    pub fn page_at(&self, path: &str) -> Option<(usize, bool)> {
        let key = paths::key(path);
        match self.keys.get(&key) {
            Some(page) => Some((*page, false)),
            None => self.lower.get(&key.to_lowercase()).map(|page| (*page, true)),
        }
    }

    /// Whether it is known where the site is on the web.
    pub fn has_url(&self) -> bool {
        self.url.is_some()
    }

    /// Whether pages of the book stand in a folder.
    pub fn has_folder(&self, folder: &str) -> bool {
        self.folders.contains(folder)
    }

    /// Where an address leads that is written in the page at position `from`.
    pub fn resolve(&self, from: usize, written: &str) -> LinkTarget {
        // Browsers drop these too, which is how `java\nscript:` gets past naive checks.
        let written: String = written.trim().chars().filter(|c| !c.is_control()).collect();
        if written.is_empty() || written == "#" {
            return LinkTarget::Empty;
        }
        if let Some(title) = written.strip_prefix("title:") {
            return match self.page_titled(title) {
                Some(page) => LinkTarget::Page { page, fragment: None, case: false },
                None => LinkTarget::Untitled(title.trim().to_owned()),
            };
        }
        if let Some(label) = written.strip_prefix("label:") {
            return self.labelled(from, label.trim());
        }
        if let Some(host) = written.strip_prefix("//") {
            return web(&format!("https://{host}"));
        }
        if let Some(scheme) = scheme(&written) {
            return match scheme.to_ascii_lowercase().as_str() {
                "http" | "https" => self.own(&written).unwrap_or_else(|| web(&written)),
                "mailto" | "tel" if written.len() == scheme.len() + 1 => LinkTarget::Empty,
                "mailto" | "tel" => LinkTarget::Web(encode(&written)),
                other => LinkTarget::Unsafe(other.to_owned()),
            };
        }
        let written = self.site.below_base(&written);
        let (path, fragment) = split(written);
        if path.is_empty() {
            return LinkTarget::Page { page: from, fragment, case: false };
        }
        let folders = self.folders_of(from, path);
        let is_absolute = path.starts_with(['/', '\\']);
        let path = path.trim_start_matches(['/', '\\']);
        let meant =
            folders.iter().find_map(|folder| self.page_at(&paths::join(folder, &paths::decode(path))));
        let spelled_out = || {
            let whole = paths::join("", &paths::decode(path));
            self.page_at(self.root.below_root(&whole).filter(|_| is_absolute)?)
        };
        // The same page in the language of the book; a page that leads to itself in another language
        // leads out of the book.
        let translated = || {
            let edition = self.site.edition.as_ref()?;
            let own = folders
                .iter()
                .find_map(|folder| edition.counterpart(&paths::join(folder, &paths::decode(path))));
            self.page_at(own?).filter(|(page, _)| *page != from)
        };
        match meant.or_else(spelled_out).or_else(translated) {
            Some((page, case)) => LinkTarget::Page { page, fragment, case },
            None if is_label(written) && self.has_label(written) => self.labelled(from, written),
            None => {
                let base = folders.first().map_or("", String::as_str);
                let path = paths::join(base, &paths::decode(path));
                LinkTarget::Outside { address: self.outside(base, written), path }
            }
        }
    }

    /// The folders from which an address in a page may be meant, the likeliest first: those of the
    /// page on the web and on disk, for an address from the root those that stand for it.
    fn folders_of(&self, from: usize, path: &str) -> Vec<String> {
        if path.starts_with(['/', '\\']) {
            return std::iter::once(String::new()).chain(self.site.roots.iter().cloned()).collect();
        }
        let Some(entry) = self.entries.get(from) else { return vec![String::new()] };
        let own = paths::folder(&entry.path).to_owned();
        let file = paths::key(path).len() < path.trim_end_matches('/').len() && !path.ends_with("html");
        match self.site.web_folder(&entry.path) {
            None => vec![own],
            // Addresses of files are followed from the file.
            Some(web) if file => vec![own, web],
            Some(web) => vec![web, own],
        }
    }

    /// Whether a path is that of the page at position `page` in another language.
    pub fn is_translation(&self, page: usize, path: &str) -> bool {
        let edition = self.site.edition.as_ref();
        let own = edition.and_then(|edition| edition.counterpart(path));
        own.is_some() && own == self.entries.get(page).map(|entry| entry.path.as_str())
    }

    fn has_label(&self, label: &str) -> bool {
        self.entries.iter().any(|entry| entry.anchors.find(label).is_some())
    }

    /// The place that a label names: in the page itself, else in the first that has it; a page by
    /// its file or its title.
    fn labelled(&self, from: usize, label: &str) -> LinkTarget {
        let has =
            |page: &usize| self.entries.get(*page).is_some_and(|entry| entry.anchors.find(label).is_some());
        let pages = std::iter::once(from).chain(0..self.entries.len());
        if let Some(page) = pages.into_iter().find(has) {
            return LinkTarget::Page { page, fragment: Some(label.to_owned()), case: false };
        }
        let base = self.entries.get(from).map_or("", |entry| paths::folder(&entry.path));
        let at_path = self.page_at(&paths::join(base, label)).map(|(page, _)| page);
        match at_path.or_else(|| self.page_titled(label)) {
            Some(page) => LinkTarget::Page { page, fragment: None, case: false },
            None => LinkTarget::Untitled(label.to_owned()),
        }
    }

    /// What a link that has no words of its own may be called: the heading that it leads to, or
    /// the title of its page.
    pub fn words(&self, target: &LinkTarget) -> Option<String> {
        let LinkTarget::Page { page, fragment, .. } = target else { return None };
        let entry = self.entries.get(*page)?;
        let place =
            fragment.as_ref().and_then(|fragment| entry.anchors.find(fragment)).and_then(|(id, _)| id);
        let title = place.as_ref().and_then(|id| entry.anchors.title(id));
        Some(title.unwrap_or(&entry.title).to_owned())
    }

    /// The page that a whole web address means, where the site's own `url` begins it.
    fn own(&self, written: &str) -> Option<LinkTarget> {
        let url = self.url.as_deref()?;
        let rest = written.get(url.len()..).filter(|_| written[..url.len()].eq_ignore_ascii_case(url))?;
        if !(rest.is_empty() || rest.starts_with(['/', '?', '#'])) {
            return None;
        }
        let (path, fragment) = split(rest);
        let (page, case) = self.page_at(&paths::join("", &paths::decode(path)))?;
        Some(LinkTarget::Page { page, fragment, case })
    }

    /// What print shows for a path that is not in the book.
    fn outside(&self, base: &str, written: &str) -> String {
        let Some(url) = &self.url else { return written.to_owned() };
        let end = written.find(['?', '#']).unwrap_or(written.len());
        let (path, rest) = written.split_at(end);
        let mut whole = if path.starts_with(['/', '\\']) {
            paths::join("", path)
        } else {
            let joined = paths::join(base, path);
            self.below_pages(&joined).map(str::to_owned).unwrap_or(joined)
        };
        if path.ends_with('/') && !whole.is_empty() {
            whole.push('/');
        }
        encode(&format!("{url}/{whole}{rest}"))
    }

    /// The address of a page on the web: absolute where the site has a `url`.
    pub fn of(&self, entry: &Entry) -> String {
        let url = self.url.as_deref().unwrap_or("");
        let path = match entry.addresses.first() {
            Some(address) => address.trim_start_matches('/').to_owned(),
            None => {
                let path = self.below_pages(&entry.path).unwrap_or(&entry.path);
                let folder = paths::folder(path);
                let slash = if folder.is_empty() { "" } else { "/" };
                format!("{folder}{slash}{}.html", paths::stem(path))
            }
        };
        encode(&format!("{url}/{path}"))
    }
}

/// The path of an address without its query, and its decoded fragment.
fn split(written: &str) -> (&str, Option<String>) {
    let (path, fragment) = match written.split_once('#') {
        Some((path, fragment)) => (path, Some(fragment)),
        None => (written, None),
    };
    let path = path.split_once('?').map_or(path, |(path, _)| path);
    // `#:~:text=` asks the browser to search; it names no place.
    let fragment = fragment.filter(|f| !f.is_empty() && !f.starts_with(":~:")).map(paths::decode);
    (path, fragment)
}

/// Whether an address may be a label: one word that is no path.
fn is_label(written: &str) -> bool {
    !written.is_empty() && written.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_')
}

/// The scheme of an absolute address.
fn scheme(written: &str) -> Option<&str> {
    let (scheme, _) = written.split_once(':')?;
    let mut letters = scheme.chars();
    let valid = letters.next().is_some_and(|c| c.is_ascii_alphabetic())
        && letters.all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    valid.then_some(scheme)
}

fn web(written: &str) -> LinkTarget {
    let host = written.split_once("://").map_or("", |(_, rest)| rest);
    let host = host.split(['/', '?', '#']).next().unwrap_or("");
    if host.is_empty() { LinkTarget::Empty } else { LinkTarget::Web(encode(written)) }
}

/// An address with everything encoded that is not allowed to stand in one.
pub(super) fn encode(address: &str) -> String {
    let mut encoded = String::new();
    // Brackets may stand in a host (`[::1]`) and in a query, and not in a path (RFC 3986).
    let host = address.find("://").map_or(0, |at| at + 3);
    let start = address[host..].find('/').map_or(address.len(), |at| host + at);
    let end = address[start..].find(['?', '#']).map_or(address.len(), |at| start + at);
    let path = address[start..end].replace('[', "%5B").replace(']', "%5D");
    let address = format!("{}{path}{}", &address[..start], &address[end..]);
    for (i, part) in address.split('%').enumerate() {
        if i > 0 {
            let escape = part.as_bytes().get(..2).is_some_and(|d| d.iter().all(u8::is_ascii_hexdigit));
            encoded.push_str(if escape { "%" } else { "%25" });
        }
        encoded.extend(utf8_percent_encode(part, ENCODE));
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    fn addresses(config: &Config, pages: &[&str]) -> Addresses {
        let entries = pages
            .iter()
            .map(|path| Entry {
                path: (*path).to_owned(),
                addresses: Vec::new(),
                title: names::title(paths::stem(path)),
                slug: names::slug(paths::stem(path)),
                anchors: Anchors::default(),
            })
            .collect();
        Addresses::new(config, entries).0
    }

    fn corpus() -> Addresses {
        let config = Config { url: Some("https://example.org".to_owned()), ..Config::default() };
        addresses(&config, &["m/phases/index.md", "m/phases/alpha.md", "m/phases/été page.md"])
    }

    #[test]
    fn every_spelling_of_a_page_leads_to_it() {
        for (written, page) in [
            ("/m/phases/alpha.html", 1),
            ("/m/phases/alpha.htm", 1),
            ("/m/phases/alpha.md", 1),
            ("/m/phases/alpha", 1),
            ("/m/phases/alpha/", 1),
            ("/m/phases/alpha/index.html", 1),
            ("alpha.html", 1),
            ("./alpha", 1),
            ("../phases/alpha.html?x=1", 1),
            ("https://example.org/m/phases/alpha.html", 1),
            ("HTTPS://EXAMPLE.ORG/m/phases/alpha", 1),
            ("/m/phases/", 0),
            ("/m/phases", 0),
            ("/m/phases/index.html", 0),
            ("%C3%A9t%C3%A9%20page.html", 2),
            ("e\u{301}te\u{301} page", 2),
            ("title:alpha", 1),
            ("title: ALPHA ", 1),
        ] {
            let expected = LinkTarget::Page { page, fragment: None, case: false };
            assert_eq!(corpus().resolve(1, written), expected, "{written}");
        }
    }

    #[test]
    fn fragments_are_decoded() {
        for (written, page, fragment) in [
            ("#a", 1, Some("a")),
            ("#%C3%A9", 1, Some("é")),
            ("/m/phases/#who", 0, Some("who")),
            ("alpha#:~:text=x", 1, None),
            ("/m/phases#", 0, None),
        ] {
            let expected = LinkTarget::Page { page, fragment: fragment.map(str::to_owned), case: false };
            assert_eq!(corpus().resolve(1, written), expected, "{written}");
        }
    }

    #[test]
    fn capitals_are_forgiven_but_noticed() {
        let expected = LinkTarget::Page { page: 1, fragment: None, case: true };
        assert_eq!(corpus().resolve(0, "/M/Phases/Alpha.html"), expected);
    }

    #[test]
    fn only_web_mail_and_telephone_leave_the_book() {
        for (written, leads) in [
            ("https://a.example/x y?q=[1]", LinkTarget::Web("https://a.example/x%20y?q=[1]".to_owned())),
            ("//a.example/100%", LinkTarget::Web("https://a.example/100%25".to_owned())),
            ("https://a.example/a]", LinkTarget::Web("https://a.example/a%5D".to_owned())),
            ("https://a.example/ü%20", LinkTarget::Web("https://a.example/%C3%BC%20".to_owned())),
            ("mailto:a@b.example", LinkTarget::Web("mailto:a@b.example".to_owned())),
            ("tel:+44", LinkTarget::Web("tel:+44".to_owned())),
            ("javascript:alert(1)", LinkTarget::Unsafe("javascript".to_owned())),
            ("java\nscript:alert(1)", LinkTarget::Unsafe("javascript".to_owned())),
            (" JavaScript:x", LinkTarget::Unsafe("javascript".to_owned())),
            ("data:text/html,x", LinkTarget::Unsafe("data".to_owned())),
            ("file:///etc/passwd", LinkTarget::Unsafe("file".to_owned())),
            ("", LinkTarget::Empty),
            ("#", LinkTarget::Empty),
            ("https://", LinkTarget::Empty),
            ("mailto:", LinkTarget::Empty),
            ("title:No Such Page", LinkTarget::Untitled("No Such Page".to_owned())),
        ] {
            assert_eq!(corpus().resolve(1, written), leads, "{written}");
        }
    }

    #[test]
    fn what_is_not_in_the_book_has_an_address() {
        for (written, path, address) in [
            ("/the-team", "the-team", "https://example.org/the-team"),
            ("../x/y.html#z", "m/x/y.html", "https://example.org/m/x/y.html#z"),
            ("/a b/?q", "a b", "https://example.org/a%20b/?q"),
            ("../../../../etc/passwd", "etc/passwd", "https://example.org/etc/passwd"),
        ] {
            let expected = LinkTarget::Outside { path: path.to_owned(), address: address.to_owned() };
            assert_eq!(corpus().resolve(1, written), expected, "{written}");
        }
    }

    #[test]
    fn the_folder_of_pages_can_be_left_out() {
        let config = Config { pages: "content".to_owned(), ..Config::default() };
        let site = addresses(&config, &["content/index.md", "content/live.md"]);
        for written in ["/live.html", "/content/live.html", "live.md"] {
            assert_eq!(
                site.resolve(0, written),
                LinkTarget::Page { page: 1, fragment: None, case: false },
                "{written}"
            );
        }
        assert_eq!(site.of(&site.entries[1]), "/live.html");
    }
}
