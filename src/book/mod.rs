//! The book: what the site makes of its pages and every backend receives.
//!
//! [`select()`] makes a smaller book of it. [`index()`] finds every place where a book
//! says one of its terms, [`worksheets`] what its phases leave to do.

pub(crate) mod card_options;
mod index;
mod logo;
pub(crate) mod numbers;
pub mod passages;
pub(crate) mod poster_options;
mod select;
mod skeleton;
pub(crate) mod structure;
mod worksheet;

use std::sync::Arc;

use serde::Serialize;

use crate::diagnostic::Place;
use crate::fonts::Font;
use crate::model::{Block, Direction, Note, Resolved};
use crate::names;
use crate::theme::{PhaseColours, Theme};

pub use card_options::CardOptions;
pub use index::{ENTRIES, Entry, Group, Index, Lists, MERGED, Occurrence, index, indexed};
pub(crate) use index::{Marks, is_unspaced, with_marks};
pub use logo::Logo;
pub use poster_options::{PosterOptions, PosterPart};
pub use select::{UnknownSlug, elsewhere, select};
pub use skeleton::skeleton;
pub use worksheet::{Section, Subject, Task, Worksheet, worksheets};

/// A whole book, in which nothing is left to look up.
#[derive(Debug, Clone)]
pub struct Book {
    /// What the covers say.
    pub metadata: Metadata,
    /// The chapters in reading order, at least one. Copies of the book share them until one changes them.
    pub chapters: Arc<Vec<Chapter>>,
    /// The phases in order, each with the chapter it opens. Posters draw them as a path.
    pub phases: Vec<Phase>,
    /// Every picture that a chapter shows, once.
    pub pictures: Vec<StoredPicture>,
    /// The logo of the site's brand, on covers and posters.
    pub logo: Logo,
    /// Colours, type and spacing.
    pub theme: Theme,
    /// The faces of the site's own `fonts/`, in the order of their files, then
    /// those of the computer that the book needs.
    pub fonts: Vec<Font>,
    /// What has changed since an earlier edition, where that is shown.
    pub revision: Option<Revision>,
}

impl Book {
    /// The part of the site's navigation that begins with a chapter, where its words are not those
    /// of the chapter itself.
    pub fn part_begun_by(&self, chapter: usize) -> Option<&str> {
        let this = self.chapters.get(chapter)?;
        let part = this.part.as_deref()?;
        let outermost = this.within.is_none();
        let before = self.chapters[..chapter].iter().rev().find(|chapter| chapter.within.is_none());
        let begins = before.and_then(|before| before.part.as_deref()) != Some(part);
        (outermost && begins && names::folded(part) != names::folded(&this.title)).then_some(part)
    }

    /// The chapters, to be changed: in this copy of the book alone.
    pub(crate) fn chapters_mut(&mut self) -> &mut Vec<Chapter> {
        Arc::make_mut(&mut self.chapters)
    }

    /// The same book of other chapters.
    pub(crate) fn with(&self, chapters: Vec<Chapter>) -> Self {
        Self {
            metadata: self.metadata.clone(),
            chapters: Arc::new(chapters),
            phases: self.phases.clone(),
            pictures: self.pictures.clone(),
            logo: self.logo.clone(),
            theme: self.theme.clone(),
            fonts: self.fonts.clone(),
            revision: self.revision.clone(),
        }
    }

    /// How many chapters the chapter at a position is a part of, one within another.
    pub fn depth(&self, position: usize) -> usize {
        let around = |at: usize| self.chapters.get(at).and_then(|chapter| chapter.within);
        std::iter::successors(around(position), |at| around(*at)).count()
    }
}

/// What a book says of an earlier edition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Revision {
    /// What readers call the earlier edition.
    pub since: String,
    /// The titles of the pages that are no more.
    pub removed: Vec<String>,
}

/// What has changed in a page since an earlier edition.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct PageChanges {
    /// Whether the earlier edition has no such page.
    pub is_new: bool,
    /// The title that it had, where that was another.
    pub title_was: Option<String>,
    /// The places that are marked, in the order of reading.
    pub places: Vec<ChangedPlace>,
}

impl PageChanges {
    /// Whether nothing has changed.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// A place of a page that has changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChangedPlace {
    /// The id of its mark.
    pub id: String,
    /// The words of the heading that it stands below.
    pub section: Option<String>,
    /// How it has changed.
    pub kind: PlaceChange,
    /// The first words that are new, or that are gone.
    pub words: String,
}

/// How a place has changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum PlaceChange {
    /// It is new as a whole.
    New,
    /// Words of it are new.
    Reworded,
    /// Words are gone, and none are new.
    Removed,
}

/// What the covers say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Metadata {
    /// The title, never empty.
    pub title: String,
    /// The subtitle.
    pub subtitle: Option<String>,
    /// What the book is about, in a sentence or two.
    pub description: Option<String>,
    /// Who wrote it.
    pub authors: Vec<String>,
    /// Who else had a part in it.
    pub contributors: Vec<Contributor>,
    /// Who publishes it.
    pub publisher: Option<String>,
    /// The series that it is of.
    pub series: Option<Series>,
    /// A BCP 47 language tag.
    pub language: String,
    /// The direction of writing.
    pub direction: Direction,
    /// When the book is from, `YYYY-MM-DD`. From the configuration or
    /// `SOURCE_DATE_EPOCH`, never from the clock.
    pub date: Option<String>,
    /// What may be done with it.
    pub rights: Option<String>,
    /// The licence of its text.
    pub licence: Option<Licence>,
    /// Which edition it is, in words.
    pub edition: Option<String>,
    /// Where who publishes it can be written to, line by line.
    pub address: Vec<String>,
    /// What it is about, in keywords.
    pub subjects: Vec<String>,
    /// A URN that names the book for good: the configuration's, else a UUIDv5
    /// of stable names.
    pub identifier: String,
    /// The ISBN of the print edition, digits alone.
    #[serde(rename = "print-isbn")]
    pub print_isbn: Option<String>,
    /// Where the pages stand on the web, without a slash at its end.
    pub url: Option<String>,
    /// Who answers for its accessibility. No theme prints it.
    #[serde(skip)]
    pub accessibility: Accessibility,
}

/// What a publisher says of who answers for a book's accessibility.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Accessibility {
    /// Who has assessed the EPUB and found that it conforms.
    pub certified_by: Option<String>,
    /// What gives them the authority to.
    pub credential: Option<String>,
    /// The address of their report.
    pub report: Option<String>,
    /// When they did, `YYYY-MM-DD`.
    pub date: Option<String>,
    /// The e-mail address for questions about it.
    pub contact: Option<String>,
}

impl Metadata {
    /// Who had which part, each part once, in the order of the settings.
    pub fn by_role(&self) -> Vec<(Role, Vec<&str>)> {
        let mut out: Vec<(Role, Vec<&str>)> = Vec::new();
        for Contributor { name, role } in &self.contributors {
            match out.iter_mut().find(|(known, _)| known == role) {
                Some((_, names)) => names.push(name),
                None => out.push((*role, vec![name])),
            }
        }
        out
    }
}

/// Somebody who had a part in a book, besides its authors.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Contributor {
    /// Who.
    pub name: String,
    /// Which part.
    pub role: Role,
}

/// A part that somebody has in a book.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum Role {
    Designer,
    Editor,
    Funder,
    Illustrator,
    Photographer,
    Reviewer,
    Sponsor,
    Translator,
}

impl Role {
    /// Every role with its name in settings and its MARC relator code
    /// (<https://id.loc.gov/vocabulary/relators>).
    const ALL: [(Role, &'static str, &'static str); 8] = [
        (Self::Designer, "designer", "dsr"),
        (Self::Editor, "editor", "edt"),
        (Self::Funder, "funder", "fnd"),
        (Self::Illustrator, "illustrator", "ill"),
        (Self::Photographer, "photographer", "pht"),
        (Self::Reviewer, "reviewer", "rev"),
        (Self::Sponsor, "sponsor", "spn"),
        (Self::Translator, "translator", "trl"),
    ];

    /// The names in settings.
    pub const NAMES: [&'static str; 8] = {
        let mut names = [""; 8];
        let mut at = 0;
        while at < names.len() {
            names[at] = Self::ALL[at].1;
            at += 1;
        }
        names
    };

    /// The role of a name in settings.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known, _)| *known == name).map(|(role, ..)| *role)
    }

    /// Its name in settings.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(role, ..)| *role == self).map_or("", |(_, name, _)| name)
    }

    /// The MARC relator code.
    pub fn code(self) -> &'static str {
        Self::ALL.iter().find(|(role, ..)| *role == self).map_or("ctb", |(.., code)| code)
    }
}

/// The series that a book is of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Series {
    /// Its title.
    pub title: String,
    /// The book's number in it.
    pub number: Option<String>,
}

/// The licence of a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Licence {
    /// Its name.
    pub name: String,
    /// Where it stands on the web.
    pub url: Option<String>,
}

impl Licence {
    /// Licences that texts have, by the short names of SPDX, each with its name and its address.
    #[rustfmt::skip]
    const KNOWN: [(&'static str, &'static str, &'static str); 11] = [
        ("CC-BY-4.0", "Creative Commons Attribution 4.0 International", "https://creativecommons.org/licenses/by/4.0/"),
        ("CC-BY-SA-4.0", "Creative Commons Attribution-ShareAlike 4.0 International", "https://creativecommons.org/licenses/by-sa/4.0/"),
        ("CC-BY-ND-4.0", "Creative Commons Attribution-NoDerivatives 4.0 International", "https://creativecommons.org/licenses/by-nd/4.0/"),
        ("CC-BY-NC-4.0", "Creative Commons Attribution-NonCommercial 4.0 International", "https://creativecommons.org/licenses/by-nc/4.0/"),
        ("CC-BY-NC-SA-4.0", "Creative Commons Attribution-NonCommercial-ShareAlike 4.0 International", "https://creativecommons.org/licenses/by-nc-sa/4.0/"),
        ("CC-BY-NC-ND-4.0", "Creative Commons Attribution-NonCommercial-NoDerivatives 4.0 International", "https://creativecommons.org/licenses/by-nc-nd/4.0/"),
        ("CC0-1.0", "CC0 1.0 Universal", "https://creativecommons.org/publicdomain/zero/1.0/"),
        ("GFDL-1.3-OR-LATER", "GNU Free Documentation License 1.3 or later", "https://www.gnu.org/licenses/fdl-1.3.html"),
        ("MIT", "MIT License", "https://opensource.org/license/mit"),
        ("APACHE-2.0", "Apache License 2.0", "https://www.apache.org/licenses/LICENSE-2.0"),
        ("OGL-UK-3.0", "Open Government Licence v3.0", "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"),
    ];

    /// The licence that some words name: by its short name, else the words themselves.
    pub fn named(words: &str) -> Self {
        let short = words.trim().to_ascii_uppercase().replace([' ', '_'], "-");
        match Self::KNOWN.iter().find(|(known, ..)| *known == short) {
            Some((_, name, url)) => Self { name: (*name).to_owned(), url: Some((*url).to_owned()) },
            None => Self { name: words.trim().to_owned(), url: None },
        }
    }
}

/// A page, settled.
#[derive(Debug, Clone, Serialize)]
pub struct Chapter {
    /// The page's name in file names and ids: lower case, unique in the book.
    pub slug: String,
    /// The title, never empty.
    pub title: String,
    /// The subtitle.
    pub subtitle: Option<String>,
    /// What the page is about, in a sentence.
    pub description: Option<String>,
    /// Whether the page says that it is a draft.
    pub draft: bool,
    /// The part of the site's navigation that it stands in.
    pub part: Option<String>,
    /// Position in [`Book::phases`], for a page that is one of the phases.
    pub phase: Option<usize>,
    /// The chapter's colours: its phase's, or the theme's neutral ones.
    pub colours: PhaseColours,
    /// Who it takes, as the page says.
    pub team: Option<String>,
    /// How long it takes, as the page says.
    pub duration: Option<String>,
    /// A BCP 47 language tag.
    pub language: String,
    /// The direction of writing.
    pub direction: Direction,
    /// The page's path below the site root, for diagnostics.
    pub path: String,
    /// The address of the page on the web: absolute with `url` in the
    /// configuration, else from the site root.
    pub address: String,
    /// What the page says. Headings run from level 2 without a gap.
    pub blocks: Vec<Block<Resolved>>,
    /// The notes that its inlines refer to by position.
    pub notes: Vec<Note<Resolved>>,
    /// The chapter before, by the pages' own navigation or the book's order.
    pub previous: Option<usize>,
    /// The chapter after.
    pub next: Option<usize>,
    /// The chapter that this one is a part of: the index page of its folder,
    /// save that of the whole book. It comes before this one, with nothing but
    /// other parts of it between.
    pub within: Option<usize>,
    /// The chapters whose text links to this one, in the order of the book.
    /// Links to the chapter before or after count only where the text has them.
    pub linked_from: Vec<usize>,
    /// What has changed in it since an earlier edition, where that is shown.
    #[serde(skip)]
    pub changes: PageChanges,
    /// What the page asks of its poster.
    pub poster: PosterOptions,
    /// What the page asks of its card.
    #[serde(skip)]
    pub card: CardOptions,
    /// Where the page begins, for diagnostics of what is made of it.
    #[serde(skip)]
    pub place: Place,
    /// The page's front matter as it was written, the keys that mean nothing
    /// to this program included.
    pub front_matter: serde_json::Map<String, serde_json::Value>,
}

/// A step of the path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Phase {
    /// The phase's name in ids, such as `beta`.
    pub slug: String,
    /// The phase's name for people: the title of its chapter.
    pub name: String,
    /// Position in [`Book::chapters`].
    pub chapter: usize,
    /// Its colours.
    pub colours: PhaseColours,
}

/// A picture, stored once for all formats.
#[derive(Debug, Clone)]
pub struct StoredPicture {
    /// A file name that is unique in the book and safe everywhere, with the
    /// ending that fits its type.
    pub name: String,
    /// The path below the site root it came from.
    pub path: String,
    /// What its bytes are.
    pub media: MediaType,
    /// The file, changed only where a format could not show it: photographs stand the right way up,
    /// inks are colours of screens, and a drawing holds no script and no address outside itself.
    pub bytes: Arc<Vec<u8>>,
    /// Width in pixels, or in user units for SVG.
    pub width: u32,
    /// Height, likewise.
    pub height: u32,
    /// Whether it may be of few flat colours, so that tracing it is worth a try.
    pub flat: bool,
    /// Whether it moves and flashes (WCAG 2.2, 2.3.1).
    pub flashes: bool,
    /// Where pages show it, in the order of the book.
    pub places: Vec<Place>,
}

/// What a picture's bytes are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum MediaType {
    /// `image/png`
    Png,
    /// `image/jpeg`
    Jpeg,
    /// `image/gif`
    Gif,
    /// `image/webp`
    Webp,
    /// `image/svg+xml`
    Svg,
}

impl MediaType {
    /// The name that manifests use.
    pub fn mime(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Gif => "image/gif",
            Self::Webp => "image/webp",
            Self::Svg => "image/svg+xml",
        }
    }

    /// The ending of file names, without a dot.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Jpeg => "jpg",
            Self::Gif => "gif",
            Self::Webp => "webp",
            Self::Svg => "svg",
        }
    }
}
