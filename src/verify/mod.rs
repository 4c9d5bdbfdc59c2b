//! What a PDF or an EPUB claims of itself, and whether that holds.
//!
//! PDFs are held against the rules of veraPDF's profiles, as page_validation has them; EPUBs against
//! what can be told without a browser and without a reader, which is less than epubcheck tells.
//! [`examine`] takes bytes of strangers: what it reads is bounded, and a fault of a library ends the
//! examination of one file.

mod epub;
mod pages;
mod pdf;
mod press;
mod widths;
mod words;

use std::thread;

pub use epub::CONFORMANCE;

/// The largest file that is examined, in bytes.
pub const LARGEST: u64 = 256 << 20;

/// How much stack an examination gets, in bytes: page_validation follows bookmarks, among others, by calls within
/// calls.
const STACK: usize = 256 << 20;

/// The most places of a finding that are kept.
pub const PLACES: usize = 200;

/// What was found out about a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Examined {
    /// What it is.
    pub kind: Kind,
    /// What it claims, in the order in which people ask for it.
    pub claims: Vec<Claim>,
}

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A PDF of so many pages.
    Pdf {
        /// How many it has.
        pages: usize,
    },
    /// An EPUB.
    Epub,
}

/// Something that a file says it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// The standard, as people call it: `PDF/UA-1`.
    pub name: String,
    /// What became of it.
    pub outcome: Outcome,
}

/// What became of a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing was found against it; the words say how much was looked at.
    Holds(String),
    /// At least one of these was found against it.
    Fails(Vec<Finding>),
    /// Nothing can be told of it; the words say why.
    Untold(String),
}

/// One way in which a file is not what it claims, however often.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The rule: a clause of a standard with the number of its test, or a name of ours.
    pub rule: String,
    /// What is wrong, in plain words.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
    /// How often it was found; none where that is not known.
    pub count: Option<usize>,
    /// Where, as far as that is known: at most [`PLACES`].
    pub places: Vec<Place>,
}

/// Where something is wrong.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// On a page of a PDF, counted from 1.
    Page(usize),
    /// In a file of an EPUB.
    File {
        /// Its path in the archive.
        path: String,
        /// The line, counted from 1, where one can be named.
        line: Option<usize>,
    },
}

impl Examined {
    /// Whether something that is claimed does not hold.
    pub fn fails(&self) -> bool {
        self.claims.iter().any(|claim| matches!(claim.outcome, Outcome::Fails(_)))
    }

    /// What is against its claims, in a line; none where nothing is.
    pub fn against(&self) -> Option<String> {
        let failing = self.claims.iter().filter_map(|claim| match &claim.outcome {
            Outcome::Fails(findings) => Some(findings),
            _ => None,
        });
        let messages: Vec<&str> = failing.flatten().map(|finding| finding.message.as_str()).collect();
        (!messages.is_empty()).then(|| messages.join("; "))
    }

    /// Whether nothing can be told of something that is claimed.
    pub fn is_untold(&self) -> bool {
        self.claims.iter().any(|claim| matches!(claim.outcome, Outcome::Untold(_)))
    }
}

impl Outcome {
    /// What these findings make of a claim; `by` says what was looked at.
    fn of(findings: Vec<Finding>, by: String) -> Self {
        if findings.is_empty() { Self::Holds(by) } else { Self::Fails(findings) }
    }
}

type Examiner = fn(&[u8]) -> Result<Examined, String>;

/// Examines the bytes of a file. The error says, for people, why nothing can be told.
pub fn examine(bytes: &[u8]) -> Result<Examined, String> {
    let examine = examiner(bytes).ok_or("is neither a PDF nor an EPUB")?;
    thread::scope(|scope| {
        let thread = thread::Builder::new().name("verify".to_owned()).stack_size(STACK);
        match thread.spawn_scoped(scope, move || examine(bytes)) {
            Ok(thread) => thread.join().unwrap_or_else(|_| {
                Err("is such that a library which reads it has a fault of its own".to_owned())
            }),
            Err(error) => Err(format!("cannot be examined: the system gives no thread: {error}")),
        }
    })
}

/// What examines a file, by how it begins; nothing of that need be true of the rest.
fn examiner(bytes: &[u8]) -> Option<Examiner> {
    // Readers take a PDF whose head stands within its first kilobyte (ISO 32000-1, annex H.3).
    let head = &bytes[..bytes.len().min(1024)];
    if bytes.starts_with(b"PK") {
        Some(epub::examine)
    } else if head.windows(5).any(|part| part == b"%PDF-") {
        Some(pdf::examine)
    } else {
        None
    }
}

#[cfg(test)]
mod tests;
