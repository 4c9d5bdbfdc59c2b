//! What the preview answers: the page itself, the state of the book, its views.
//!
//! Nothing that is asked for names a file on disk: an answer is one of the
//! program's own assets, or a part of an edition in memory.

use std::path::PathBuf;
use std::str::FromStr;
use std::sync::{Arc, Mutex};

use hyper::StatusCode;
use hyper::body::Bytes;
use serde_json::{Value, json};
use tokio::sync::watch::Receiver;

use super::downloads::Handouts;
use super::source_lookup::{self, Pointed};
use super::{Open, Preview, Sheets, Snapshot, api, pages};
use crate::build::Request;
use crate::cards::Deck;
use crate::parallel::lock;
use crate::posters::Poster;
use crate::theme::{FONTS, Theme};

/// What the preview's own page may do: load its own files, and nothing else.
const OWN: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; \
    connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
/// What a chapter of the ebook may do: show itself. Scripts never run.
const EBOOK: &str = "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; \
    base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox allow-same-origin";
/// What everything else may do.
pub(super) const NOTHING_ELSE: &str = "default-src 'none'; frame-ancestors 'none'; sandbox";

/// The preview's own files. The fonts are those of the handbook.
const ASSETS: [(&str, &str, &[u8]); 16] = [
    ("", "text/html; charset=utf-8", include_bytes!("../../assets/preview/index.html")),
    ("preview.css", "text/css; charset=utf-8", include_bytes!("../../assets/preview/preview.css")),
    ("preview.js", "text/javascript; charset=utf-8", include_bytes!("../../assets/preview/preview.js")),
    ("handout.js", "text/javascript; charset=utf-8", include_bytes!("../../assets/preview/handout.js")),
    ("cards.js", "text/javascript; charset=utf-8", include_bytes!("../../assets/preview/cards.js")),
    ("dom.js", "text/javascript; charset=utf-8", include_bytes!("../../assets/preview/dom.js")),
    ("ebook.js", "text/javascript; charset=utf-8", include_bytes!("../../assets/preview/ebook.js")),
    ("faults.js", "text/javascript; charset=utf-8", include_bytes!("../../assets/preview/faults.js")),
    ("pages.js", "text/javascript; charset=utf-8", include_bytes!("../../assets/preview/pages.js")),
    ("sheet.js", "text/javascript; charset=utf-8", include_bytes!("../../assets/preview/sheet.js")),
    ("where.js", "text/javascript; charset=utf-8", include_bytes!("../../assets/preview/where.js")),
    ("icon.svg", "image/svg+xml", include_bytes!("../../assets/preview/icon.svg")),
    ("text.ttf", "font/ttf", FONTS[0]),
    ("display.ttf", "font/ttf", FONTS[5]),
    ("heavy.ttf", "font/ttf", FONTS[6]),
    ("code.ttf", "font/ttf", FONTS[7]),
];

/// An answer.
pub struct Answer {
    pub status: StatusCode,
    pub media: &'static str,
    pub bytes: Bytes,
    /// Its Content-Security-Policy.
    pub policy: &'static str,
    /// Whether the address names these very bytes, for good.
    pub lasting: bool,
    /// The name under which to keep it.
    pub download: Option<String>,
}

impl Answer {
    fn new(media: &'static str, bytes: impl Into<Bytes>) -> Self {
        let (status, policy) = (StatusCode::OK, NOTHING_ELSE);
        Self { status, media, bytes: bytes.into(), policy, lasting: false, download: None }
    }

    fn json(value: &Value) -> Self {
        Self::new("application/json", value.to_string())
    }

    /// A file, to be kept under a name where it has one.
    pub fn file(media: &'static str, bytes: impl Into<Bytes>, name: Option<&str>) -> Self {
        Self { download: name.map(str::to_owned), ..Self::new(media, bytes) }.lasting()
    }

    fn lasting(self) -> Self {
        Self { lasting: true, ..self }
    }

    /// Says no, and nothing more.
    pub fn refusal(status: StatusCode) -> Self {
        let words = status.canonical_reason().unwrap_or_default();
        Self { status, ..Self::new("text/plain; charset=utf-8", format!("{words}\n")) }
    }

    /// Says in words what could not be done.
    fn trouble(message: &str) -> Self {
        Self { status: StatusCode::CONFLICT, ..Self::json(&json!({ "trouble": message })) }
    }
}

/// Everything that answers are made from.
pub struct Answers {
    preview: Arc<Preview>,
    /// What the user called the site.
    named: PathBuf,
    handouts: Handouts,
    /// Editions that somebody may still be looking at, the latest last.
    recent: Mutex<Vec<Arc<Snapshot>>>,
}

/// How many editions are kept for those who have not yet heard of the next.
const RECENT: usize = 2;

impl Answers {
    /// Answers about a preview that was opened so.
    pub fn new(preview: Arc<Preview>, open: &Open) -> Self {
        let handouts = Handouts::new(open);
        Self { preview, named: open.named.clone(), handouts, recent: Mutex::default() }
    }

    /// The answer to a request: the path behind the token, what stands behind
    /// its `?`, and what was sent along, if anything may be.
    pub fn answer(&self, path: &str, query: &str, sent: Option<&[u8]>) -> Answer {
        let found = match (sent, path) {
            (Some(sent), "handout") => self.make(sent),
            (Some(sent), "command") => self.command(sent),
            (Some(sent), "find") => self.find(sent),
            (Some(_), _) => Err(StatusCode::NOT_FOUND),
            (None, path) => self.get(path, query),
        };
        found.unwrap_or_else(Answer::refusal)
    }

    fn get(&self, path: &str, query: &str) -> Result<Answer, StatusCode> {
        if let Some((name, media, bytes)) = ASSETS.iter().find(|(name, ..)| *name == path) {
            let policy = if name.is_empty() { OWN } else { NOTHING_ELSE };
            return Ok(Answer { policy, ..Answer::new(media, Bytes::from_static(bytes)) });
        }
        match path.split_once('/') {
            None if path == "state" => Ok(Answer::json(&api::state(&self.preview.shown(), &self.named))),
            None if path == "tokens.css" => Ok(Answer::new("text/css; charset=utf-8", self.tokens())),
            None if path == "handbook" => self.handbook(query),
            None if path == "ebook" => self.view(|edition| Ok(api::ebook(edition, edition.epub()?))),
            None if path == "posters" => self.view(|edition| Ok(api::posters(edition, edition.posters()?))),
            None if path == "cards" => self.view(|edition| Ok(api::cards(edition, edition.deck()?))),
            Some(("card", name)) => self.card(name),
            Some(("page", name)) => self.page(name),
            Some(("place", name)) => self.place(name, query),
            Some(("poster", name)) => self.poster(name),
            Some(("poster-place", name)) => self.place_on_poster(name, query),
            Some(("ebook", rest)) => self.chapter(rest),
            Some(("handout", rest)) => self.handouts.get(rest).ok_or(StatusCode::NOT_FOUND),
            _ => Err(StatusCode::NOT_FOUND),
        }
    }

    /// The current edition; it is remembered for those who ask for its parts.
    fn edition(&self) -> Option<Arc<Snapshot>> {
        let edition = self.preview.shown().edition?;
        let mut recent = lock(&self.recent);
        if recent.iter().all(|known| known.number != edition.number) {
            recent.push(edition.clone());
            let surplus = recent.len().saturating_sub(RECENT);
            recent.drain(..surplus);
        }
        Some(edition)
    }

    /// The pages, from which those of a chapter that somebody looks at come first.
    fn handbook(&self, query: &str) -> Result<Answer, StatusCode> {
        let chapter = parameter(query, "chapter").unwrap_or_default();
        self.view(|edition| {
            self.preview.look(edition, chapter);
            Ok(api::handbook(edition, edition.handbook()?))
        })
    }

    /// What somebody who was told of drafts up to this number does not know: the turn of what is
    /// shown, and later drafts with their numbers.
    pub fn news(&self, told: u64) -> (u64, Vec<(u64, Value)>) {
        let (turn, drafts) = self.preview.news(told);
        (turn, drafts.iter().map(|(number, draft)| (*number, api::draft(draft))).collect())
    }

    /// Hears that there is news.
    pub fn listen(&self) -> Receiver<()> {
        self.preview.listen()
    }

    fn view(&self, make: impl FnOnce(&Snapshot) -> Result<Value, String>) -> Result<Answer, StatusCode> {
        let edition = self.edition().ok_or(StatusCode::NOT_FOUND)?;
        Ok(match make(&edition) {
            Ok(value) => Answer::json(&value),
            Err(message) => Answer::trouble(&message),
        })
    }

    /// Something of an edition that somebody may still be looking at.
    fn recently<T>(&self, find: impl Fn(&Snapshot) -> Option<T>) -> Result<T, StatusCode> {
        let recent = lock(&self.recent).clone();
        recent.iter().rev().find_map(|edition| find(edition)).ok_or(StatusCode::NOT_FOUND)
    }

    /// A page of the handbook, by its looks.
    fn page(&self, name: &str) -> Result<Answer, StatusCode> {
        let look = name.strip_suffix(".svg").and_then(look).ok_or(StatusCode::NOT_FOUND)?;
        let svg = match self.preview.drafted(look) {
            Some(page) => pages::drawing(&page),
            None => self.recently(|edition| {
                let sheets = edition.made_handbook()?;
                Some(sheets.svg(sheets.position(look)?))
            })?,
        };
        Ok(Answer::new("image/svg+xml", svg).lasting())
    }

    /// Where the words at a place of a page come from.
    fn place(&self, name: &str, query: &str) -> Result<Answer, StatusCode> {
        let look = look(name).ok_or(StatusCode::NOT_FOUND)?;
        let (x, y) = point(query).ok_or(StatusCode::BAD_REQUEST)?;
        let line = self.recently(|edition| {
            let sheets: &Sheets = edition.made_handbook()?;
            let at = sheets.position(look)?;
            let pointed = Pointed::on(&sheets.document.pages().get(at)?.frame, x, y, source_lookup::NEAR);
            Some(pointed.and_then(|pointed| source_lookup::line(edition, sheets.chapter(at), &pointed)))
        })?;
        Ok(Answer::json(&api::line(line.as_ref())))
    }

    /// Where words of the ebook come from.
    fn find(&self, sent: &[u8]) -> Result<Answer, StatusCode> {
        let asked: Value = serde_json::from_slice(sent).map_err(|_| StatusCode::BAD_REQUEST)?;
        let text = asked.get("text").and_then(Value::as_str).ok_or(StatusCode::BAD_REQUEST)?;
        let chapter = asked.get("chapter").and_then(Value::as_u64).and_then(|at| usize::try_from(at).ok());
        let edition = self.edition().ok_or(StatusCode::NOT_FOUND)?;
        let line = source_lookup::line(&edition, chapter, &Pointed::middle(text));
        Ok(Answer::json(&api::line(line.as_ref())))
    }

    /// Something of a poster, by the number of its edition and its name.
    fn on_poster<T>(&self, name: &str, find: impl Fn(&Snapshot, &Poster) -> T) -> Result<T, StatusCode> {
        let (number, name) = name.split_once('-').ok_or(StatusCode::NOT_FOUND)?;
        self.recently(|edition| {
            let posters = (edition.number.to_string() == number).then(|| edition.posters().ok())??;
            posters.iter().find(|poster| poster.name == name).map(|poster| find(edition, poster))
        })
    }

    fn poster(&self, name: &str) -> Result<Answer, StatusCode> {
        let name = name.strip_suffix(".svg").ok_or(StatusCode::NOT_FOUND)?;
        let svg = self.on_poster(name, |_, poster| poster.svg())?;
        Ok(Answer::new("image/svg+xml", svg).lasting())
    }

    /// A side of a card, by the number of its edition and the name of its file.
    fn card(&self, name: &str) -> Result<Answer, StatusCode> {
        let name = name.strip_suffix(".svg").ok_or(StatusCode::NOT_FOUND)?;
        let (number, name) = name.split_once('-').ok_or(StatusCode::NOT_FOUND)?;
        let svg = self.recently(|edition| {
            let deck = (edition.number.to_string() == number).then(|| edition.deck().ok().flatten())??;
            let (own, card, page) = deck.pages().find(|(own, ..)| own == name)?;
            Some(Deck::svg((&own, card, page)))
        })?;
        Ok(Answer::new("image/svg+xml", svg).lasting())
    }

    /// Where the words at a place of a poster come from.
    fn place_on_poster(&self, name: &str, query: &str) -> Result<Answer, StatusCode> {
        let (x, y) = point(query).ok_or(StatusCode::BAD_REQUEST)?;
        let line = self.on_poster(name, |edition, poster| {
            let frame = &poster.page()?.frame;
            let near = frame.width().min(frame.height()).to_pt() * source_lookup::NEAR_ON_POSTERS;
            let pointed = Pointed::on(frame, x, y, near)?;
            match poster.chapter {
                Some(chapter) => source_lookup::line_of(edition, chapter, &pointed),
                None => source_lookup::line(edition, None, &pointed),
            }
        })?;
        Ok(Answer::json(&api::line(line.as_ref())))
    }

    /// A file of the EPUB: `look/light/OEBPS/nav.xhtml`. The reader's wish for
    /// light or dark is made the device's.
    fn chapter(&self, rest: &str) -> Result<Answer, StatusCode> {
        let mut parts = rest.splitn(3, '/');
        let (Some(number), Some(shade), Some(file)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(StatusCode::NOT_FOUND);
        };
        let look = look(number).ok_or(StatusCode::NOT_FOUND)?;
        let (name, bytes) = self.recently(|edition| {
            let ebook = edition.made_epub().filter(|ebook| ebook.look == look)?;
            ebook.files.get_key_value(file).map(|(name, bytes)| (name.clone(), bytes.clone()))
        })?;
        let media = match name.rsplit('.').next() {
            Some("xhtml") => "application/xhtml+xml",
            Some("css") => "text/css; charset=utf-8",
            Some("svg") => "image/svg+xml",
            Some("png") => "image/png",
            Some("jpg") => "image/jpeg",
            Some("gif") => "image/gif",
            Some("webp") => "image/webp",
            Some("ttf") => "font/ttf",
            _ => return Err(StatusCode::NOT_FOUND),
        };
        let bytes = match (shade, std::str::from_utf8(&bytes)) {
            ("light", Ok(css)) if name.ends_with(".css") => shaded(css, "not all").into(),
            ("dark", Ok(css)) if name.ends_with(".css") => shaded(css, "all").into(),
            ("light" | "dark", _) => bytes,
            _ => return Err(StatusCode::NOT_FOUND),
        };
        Ok(Answer { policy: EBOOK, ..Answer::new(media, bytes) }.lasting())
    }

    /// The command that makes a handout, before it is made.
    fn command(&self, sent: &[u8]) -> Result<Answer, StatusCode> {
        let request: Request = serde_json::from_slice(sent).map_err(|_| StatusCode::BAD_REQUEST)?;
        Ok(Answer::json(&json!({ "command": self.handouts.command(&request) })))
    }

    fn make(&self, sent: &[u8]) -> Result<Answer, StatusCode> {
        let request: Request = serde_json::from_slice(sent).map_err(|_| StatusCode::BAD_REQUEST)?;
        let edition = self.edition().ok_or(StatusCode::NOT_FOUND)?;
        Ok(match self.handouts.make(&edition, &request) {
            Ok(made) => Answer::json(&json!({ "id": made.id, "files": made.described() })),
            Err(message) => Answer::json(&json!({ "trouble": message })),
        })
    }

    /// The theme's colours as the stylesheet's own properties.
    fn tokens(&self) -> String {
        let theme = Theme::builtin();
        let colours = serde_json::to_value(&theme.colours).unwrap_or_default();
        let mut css = ":root{".to_owned();
        for (name, value) in colours.as_object().into_iter().flatten() {
            css += &format!("--{name}:{};", value.as_str().unwrap_or_default());
        }
        css += "}\n";
        let book = self.preview.shown().edition;
        let chapters =
            book.iter().filter_map(|edition| edition.book().ok()).flat_map(|book| book.chapters.iter());
        for (at, chapter) in chapters.enumerate() {
            let own = &chapter.colours;
            css += &format!(
                ".chapter-{at}{{--ground:{};--on:{};--tint:{};--phase-ink:{}}}\n",
                own.ground, own.on, own.tint, own.ink
            );
        }
        css
    }
}

/// A point of a sheet, as parts of its width and height.
fn point(query: &str) -> Option<(f64, f64)> {
    let part = |key: &str| parameter(query, key).filter(|value: &f64| (0.0..=1.0).contains(value));
    part("x").zip(part("y"))
}

/// What a query says of a key, where that can be read.
fn parameter<T: FromStr>(query: &str, key: &str) -> Option<T> {
    let mut pairs = url::form_urlencoded::parse(query.as_bytes());
    pairs.find(|(name, _)| name == key)?.1.parse().ok()
}

/// How the EPUB's stylesheet asks for a dark screen, and what it writes before that; a theme may not.
const DARK: &str = "(prefers-color-scheme: dark)";
const ALL: &str = "all and ";

/// A stylesheet for which the screen is dark on `media`.
fn shaded(css: &str, media: &str) -> String {
    css.replace(&format!("{ALL}{DARK}"), media).replace(DARK, media)
}

fn look(digits: &str) -> Option<u128> {
    (digits.len() == 32).then(|| u128::from_str_radix(digits, 16).ok())?
}
