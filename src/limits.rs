//! How much of anything is taken. A page beyond a limit is a mistake or an attack; it
//! is left out with an error, and the rest of the book is built. `limits:` in
//! `phasebook.yaml` sets others.

/// The limits of a site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Limits {
    /// `page-bytes`: the largest page or included file that is read. What is usual here
    /// fills some 120 sheets of paper.
    pub page_bytes: u64,
    /// `page-elements`: how many elements, runs of words and comments a page may have.
    pub page_elements: u64,
    /// `layout-seconds`: how long the documents of a build may take.
    pub layout_seconds: u64,
    /// `layout-megabytes`: how much memory they may take, in MiB; more than there is means
    /// what there is.
    pub layout_megabytes: u64,
    /// `preview-seconds`: how long a part of the book may take at the preview, where somebody waits.
    pub preview_seconds: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            page_bytes: 256 * 1024,
            page_elements: 20_000,
            layout_seconds: 1800,
            layout_megabytes: u64::MAX,
            preview_seconds: 60,
        }
    }
}

/// A setting below `limits:`, and the limit that it sets.
type Setting = (&'static str, fn(&mut Limits) -> &mut u64);

const SETTINGS: [Setting; 5] = [
    ("page-bytes", |limits| &mut limits.page_bytes),
    ("page-elements", |limits| &mut limits.page_elements),
    ("layout-seconds", |limits| &mut limits.layout_seconds),
    ("layout-megabytes", |limits| &mut limits.layout_megabytes),
    ("preview-seconds", |limits| &mut limits.preview_seconds),
];

impl Limits {
    /// The names of those that can be set.
    pub fn names() -> [&'static str; SETTINGS.len()] {
        SETTINGS.map(|(name, _)| name)
    }

    /// The limit of a name; none where there is no such limit.
    pub fn named(&mut self, name: &str) -> Option<&mut u64> {
        SETTINGS.iter().find(|(known, _)| *known == name).map(|(_, limit)| limit(self))
    }
}

/// The most letters of a title. A longer one would fill a page by itself, and no PDF may
/// have one of more than some ten thousand.
pub const TITLE_LETTERS: usize = 300;

/// The most letters of a paragraph: some seven sheets of paper without an end. The time that it
/// takes to break a paragraph into lines grows faster than the paragraph.
pub const PARAGRAPH_LETTERS: usize = 10_000;

/// The most marks and unseen characters on one letter, or after it: no writing has more
/// than a few. The number is that of Unicode's stream-safe text (UAX #15, 12.1).
pub const MARKS: usize = 30;

/// How many faults of one kind in one file are told one by one.
pub const FAULTS: usize = 100;

/// The largest page that is read with the pictures that it holds in `data:` addresses, in bytes.
/// They do not count towards `page-bytes`.
pub const PAGE_WITH_PICTURES: u64 = 64 << 20;

/// The most letters of a message about a site: some lines of a terminal. A message may quote what
/// stands there, such as an address of half a million letters.
pub const MESSAGE_LETTERS: usize = 400;
