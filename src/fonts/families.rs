//! Which families set which language, in which order.

use indexmap::IndexMap;
use serde::Serialize;
use unicode_script::Script;

use super::Font;
use super::scripts::{SETTINGS, Setting, setting_of_language};
use crate::theme;

/// A family in a list of families.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Family {
    /// Its name.
    pub name: String,
    /// Whether it is for letters and figures of Latin alone, since what stands
    /// between words is to come from the font of the language's own script.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub latin: bool,
}

/// The families that set a language, the first before the others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Families {
    /// For running text.
    pub text: Vec<Family>,
    /// For headings, labels and posters.
    pub display: Vec<Family>,
    /// For code.
    pub code: Vec<Family>,
}

impl Families {
    /// The families for each language that `fonts` have a script of, by its
    /// primary subtag (Chinese also with a region, as `zh-tw`), and under the
    /// empty name for every other language. Empty where there are no fonts
    /// beside the program's own.
    pub fn by_language(own: &theme::Families, book_language: &str, fonts: &[Font]) -> IndexMap<String, Self> {
        let case = Case { own, fonts, book: setting_of_language(book_language), tag: book_language };
        let mut languages = IndexMap::new();
        if fonts.is_empty() {
            return languages;
        }
        languages.insert(String::new(), case.families(None, ""));
        for setting in SETTINGS.iter().filter(|setting| case.has(setting)) {
            for language in setting.languages {
                languages.insert((*language).to_owned(), case.families(Some(setting), language));
            }
            if setting.script == Script::Han {
                for tag in ["zh-tw", "zh-hk", "zh-mo"] {
                    languages.insert(tag.to_owned(), case.families(Some(setting), tag));
                }
            }
        }
        languages
    }

    /// The families for a language's tag among those of [`Families::by_language`].
    pub fn of_language<'a>(all: &'a IndexMap<String, Self>, tag: &str) -> Option<&'a Self> {
        let tag = tag.to_lowercase();
        let (first, rest) = tag.split_once('-').unwrap_or((&tag, ""));
        let region = if rest.contains("hant") { "tw" } else { rest };
        all.get(&format!("{first}-{region}")).or(all.get(first)).or(all.get(""))
    }
}

/// What a family is taken for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Text,
    Display,
}

/// The fonts at hand.
struct Case<'a> {
    own: &'a theme::Families,
    fonts: &'a [Font],
    /// How the book's own language is set.
    book: Option<&'static Setting>,
    tag: &'a str,
}

impl Case<'_> {
    fn has(&self, setting: &Setting) -> bool {
        self.fonts.iter().any(|font| font.info().coverage.contains(u32::from(setting.sample)))
    }

    fn families(&self, setting: Option<&'static Setting>, tag: &str) -> Families {
        let list = |own: &[&String], role| self.list(own, role, setting, tag);
        let theme::Families { text, display, code } = self.own;
        Families {
            text: list(&[text], Role::Text),
            display: list(&[display, text], Role::Display),
            code: list(&[code, text], Role::Display),
        }
    }

    fn list(&self, own: &[&String], role: Role, setting: Option<&'static Setting>, tag: &str) -> Vec<Family> {
        let mut list: Vec<Family> = Vec::new();
        let mut push = |name: &str, latin| {
            if !list.iter().any(|known| known.name == name && known.latin == latin) {
                list.push(Family { name: name.to_owned(), latin });
            }
        };
        if let Some(setting) = setting {
            own.iter().for_each(|name| push(name, true));
            self.script(setting, role, tag).iter().for_each(|name| push(name, false));
        }
        own.iter().for_each(|name| push(name, false));
        // The book's language comes first, since Chinese and Japanese share characters.
        for (setting, tag) in
            self.book.map(|setting| (setting, self.tag)).into_iter().chain(SETTINGS.iter().map(|s| (s, "")))
        {
            self.script(setting, role, tag).iter().for_each(|name| push(name, false));
        }
        self.fonts.iter().for_each(|font| push(&font.info().family, false));
        list
    }

    /// The families at hand for a script, the best first: those that the site
    /// brings and the table does not know, then those of the table.
    fn script(&self, setting: &Setting, role: Role, tag: &str) -> Vec<&str> {
        let (first, second) = match role {
            Role::Text => (setting.text, setting.display),
            Role::Display => (setting.display, setting.text),
        };
        let region = regional(tag);
        let rank = |family: &str| {
            let known = first.iter().chain(second).position(|known| *known == family);
            let elsewhere = SETTINGS.iter().any(|s| s.text.contains(&family) || s.display.contains(&family));
            match known {
                Some(at) => {
                    let local =
                        region.is_some_and(|region| first.contains(&family) && family.ends_with(region));
                    if local { 1 } else { at + 2 }
                }
                None if elsewhere => usize::MAX,
                None => 0,
            }
        };
        let mut found: Vec<(usize, &str)> = Vec::new();
        for font in self.fonts {
            let info = font.info();
            let new = !found.iter().any(|(_, family)| *family == info.family);
            if new && info.coverage.contains(u32::from(setting.sample)) {
                found.push((rank(&info.family), &info.family));
            }
        }
        // Stable, so that the site's families keep the order of their files.
        found.sort_by_key(|(rank, _)| *rank);
        found.into_iter().map(|(_, family)| family).collect()
    }
}

/// What the names of families for a region of Chinese end in.
fn regional(tag: &str) -> Option<&'static str> {
    let mut parts = tag.split('-').map(str::to_ascii_lowercase);
    (parts.next()? == "zh").then_some(())?;
    let parts: Vec<String> = parts.collect();
    let says = |part: &str| parts.iter().any(|known| known == part);
    if says("hk") || says("mo") {
        Some(" HK")
    } else if says("hant") || says("tw") {
        Some(" TC")
    } else {
        Some(" SC")
    }
}
