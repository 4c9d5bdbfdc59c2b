//! The posters: a book in, one PDF for each sheet out.
//!
//! A poster is composed, not flowed. [`phase`], [`overview`] and [`chart`] pick from
//! the book what a poster says; the theme in `assets/theme/poster*.typ` measures
//! it and gives each part its place, save that the posters of phases are
//! [measured](measuring) and [solved](series) together before; [`legibility`] says
//! how small type and pictures may get. What does not fit at that size is left out
//! in an order that the theme states, and [`Poster::omissions`] names it.
//!
//! Nothing here touches disk, clock or network, and nothing from a page is
//! ever markup.

mod chart;
mod content;
mod fitting;
#[cfg(test)]
mod fixture;
mod font_metrics;
mod harmony;
mod labels;
mod legibility;
mod measuring;
mod overview;
mod pages;
mod phase;
mod screen;
mod series;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use typst_layout::PagedDocument;
use typst_pdf::PdfStandard;

use crate::book::{Book, Metadata, StoredPicture};
use crate::fonts::Family;
use crate::model::Direction;
use crate::paper::{Length, Paper};
use crate::parallel;
use crate::print::Press;
use crate::print::preflight::Preflight;
use crate::print::resolution::{self, Shown};
use crate::progress::{Event, Progress};
use crate::qr;
use crate::typeset::{Fault, Job, Shared};
use measuring::{Measures, all_of, measures};

pub use crate::screen::Pixels;
use font_metrics::{Face, VerticalExtent};

/// How posters are to be made.
#[derive(Debug, Clone)]
pub struct Options {
    /// Which posters.
    pub kinds: Vec<Kind>,
    /// The sheet.
    pub size: Paper,
    /// Whether the sheet's long side lies across.
    pub landscape: bool,
    /// Whether pictograms of other colours than the theme's keep them.
    pub pictograms_as_is: bool,
    /// Who is told of each poster that is made.
    pub progress: Progress,
}

impl Options {
    /// The sheet as it hangs.
    pub fn sheet(&self) -> Paper {
        if self.landscape { self.size.landscape() } else { self.size.portrait() }
    }
}

impl Default for Options {
    fn default() -> Self {
        Self {
            kinds: vec![Kind::Phase, Kind::Overview],
            size: Paper::A3,
            landscape: false,
            pictograms_as_is: false,
            progress: Progress::default(),
        }
    }
}

/// A poster.
#[derive(Debug)]
pub struct Poster {
    /// Its file's name, without an ending: the chapter's slug, unless another poster has it, or
    /// `overview` or `wall-chart`.
    pub name: String,
    /// Its sheet, as it hangs.
    pub paper: Paper,
    /// Position in [`Book::chapters`] of the chapter that it shows; none for
    /// those of the whole book.
    pub chapter: Option<usize>,
    /// A BCP 47 language tag.
    pub language: String,
    /// The file: PDF/UA-1, and PDF/A-2a, or for the print shop PDF/X-4 where it gives its profile.
    pub pdf: Vec<u8>,
    /// The sheet as it is laid out.
    document: PagedDocument,
    /// The pictures of pixels, with their resolution on this sheet.
    pub shown: Vec<Shown>,
    /// What the print shop is to know of the file, where it is for one.
    pub preflight: Option<Preflight>,
    /// What did not fit, in the order in which it would stand.
    pub omissions: Vec<Omission>,
    /// What the engine remarked on the way, such as a font that is not there.
    pub remarks: Vec<Fault>,
}

/// Something that a poster has no room for at a size that can be read.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Omission {
    /// Which part.
    pub part: Part,
    /// The words left out, or whose they are.
    pub text: String,
}

/// A part of a poster that may be left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// An item of the list.
    ListItem,
    /// The sentence that says what the phase is for.
    Purpose,
    /// Team and duration.
    Facts,
    /// A phase's name on the path.
    PathName,
    /// A pictogram with its label.
    Pictogram,
    /// What a pictogram shows, in more words than its label.
    Meaning,
    /// A part of the footer.
    Footer,
    /// A name in letters that are read from the other end of a hall.
    Name,
    /// A page's name above what the poster is about.
    NameLine,
    /// A question.
    Question,
    /// A task of the checklist.
    Task,
    /// A field of the canvas.
    Section,
}

impl fmt::Display for Omission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let part = match self.part {
            Part::ListItem => "the list item",
            Part::Purpose => "the purpose",
            Part::Facts => "team and duration",
            Part::PathName => "the name on the path",
            Part::Pictogram => "the pictogram",
            Part::Meaning => "what a pictogram shows,",
            Part::Footer => "in the footer",
            Part::Name => "capitals of 25 mm, which are read from 10 m, in the name",
            Part::NameLine => "the name",
            Part::Question => "the question",
            Part::Task => "the task",
            Part::Section => "the section",
        };
        write!(f, "no room for {part} `{}`", self.text)
    }
}

/// A kind of poster.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// One phase, or another page with pictograms.
    Phase,
    /// All phases on one path.
    Overview,
    /// All pictograms with what they mean.
    Chart,
    /// A phase's name, to be read from 10 m.
    Name,
    /// One giant pictogram.
    Symbol,
    /// The questions of a page.
    Questions,
    /// Boxes to tick, and places for sticky notes.
    Checklist,
    /// The path as a strip of 1189 by 297 mm.
    Frieze,
    /// A page's sections as empty fields, on A1 or larger.
    Canvas,
}

/// How a kind is made: the theme's file that draws it, and what it takes from a book.
struct PosterKind {
    kind: Kind,
    name: &'static str,
    theme: &'static str,
    drafts: fn(&Book, &Sheet) -> Vec<Draft>,
    /// Its sheet where another is asked for.
    paper: fn(Paper) -> Paper,
}

impl PosterKind {
    /// Whether one poster shows all pages.
    fn is_of_whole_book(&self) -> bool {
        matches!(self.kind, Kind::Overview | Kind::Chart | Kind::Frieze)
    }
}

/// Every kind. Another is a row here, a module beside this one, and a file of the theme.
static KINDS: [PosterKind; 9] = [
    PosterKind {
        kind: Kind::Phase,
        name: "phases",
        theme: "/theme/poster-phase.typ",
        drafts: phase::drafts,
        paper: asked,
    },
    PosterKind {
        kind: Kind::Overview,
        name: "overview",
        theme: "/theme/poster-overview.typ",
        drafts: overview::drafts,
        paper: asked,
    },
    PosterKind {
        kind: Kind::Chart,
        name: "wall-chart",
        theme: "/theme/poster-chart.typ",
        drafts: chart::drafts,
        paper: asked,
    },
    PosterKind {
        kind: Kind::Name,
        name: "name",
        theme: "/theme/poster-name.typ",
        drafts: pages::names,
        paper: asked,
    },
    PosterKind {
        kind: Kind::Symbol,
        name: "symbol",
        theme: "/theme/poster-symbol.typ",
        drafts: pages::symbols,
        paper: asked,
    },
    PosterKind {
        kind: Kind::Questions,
        name: "questions",
        theme: "/theme/poster-questions.typ",
        drafts: pages::questions,
        paper: asked,
    },
    PosterKind {
        kind: Kind::Checklist,
        name: "checklist",
        theme: "/theme/poster-checklist.typ",
        drafts: pages::checklists,
        paper: asked,
    },
    PosterKind {
        kind: Kind::Frieze,
        name: "frieze",
        theme: "/theme/poster-frieze.typ",
        drafts: overview::frieze,
        paper: strip,
    },
    PosterKind {
        kind: Kind::Canvas,
        name: "canvas",
        theme: "/theme/poster-canvas.typ",
        drafts: pages::canvases,
        paper: to_work_on,
    },
];

/// The theme's files that draw the usual kinds.
pub(crate) fn documents() -> impl Iterator<Item = &'static str> {
    let usual = Options::default().kinds;
    KINDS.iter().filter(move |row| usual.contains(&row.kind)).map(|row| row.theme)
}

/// Most kinds are made for any sheet.
fn asked(paper: Paper) -> Paper {
    paper
}

/// A frieze is as long as an A0 is high, and as high as an A4: it hangs above a wall of posters.
fn strip(_: Paper) -> Paper {
    Paper::STRIP
}

/// Paper notes go onto a canvas, so it is an A1 where a smaller sheet is asked for.
fn to_work_on(paper: Paper) -> Paper {
    let area = |paper: Paper| paper.width().to_mm() * paper.height().to_mm();
    if area(paper) >= area(Paper::A1) {
        paper
    } else if paper.width() > paper.height() {
        Paper::A1.landscape()
    } else {
        Paper::A1
    }
}

impl Kind {
    /// Every kind, in the order in which posters are made.
    pub fn all() -> impl Iterator<Item = Self> {
        KINDS.iter().map(|row| row.kind)
    }

    /// Its name on the command line and in the configuration.
    pub fn name(self) -> &'static str {
        KINDS.iter().find(|row| row.kind == self).map_or("", |row| row.name)
    }

    /// The kind of a name. The error lists the names.
    pub fn parse(name: &str) -> Result<Self, String> {
        let found = KINDS.iter().find(|row| row.name == name.trim()).map(|row| row.kind);
        let names: Vec<&str> = KINDS.iter().map(|row| row.name).collect();
        found.ok_or_else(|| format!("expected a kind of poster, one of {}, found `{name}`", names.join(", ")))
    }
}

/// The standards that posters claim.
const STANDARDS: [PdfStandard; 2] = [PdfStandard::A_2a, PdfStandard::Ua_1];

/// The safe margin, as a part of the short side.
const MARGIN: f64 = 0.05;

/// The sheet that all posters of one call share.
struct Sheet {
    paper: Paper,
    face: Face,
}

/// The theme and the fonts, which all posters of a book share.
fn themed(book: &Book) -> Job {
    let mut job = Job::new("/theme/poster.typ", &book.fonts);
    job.theme(&book.theme);
    job
}

/// How the posters of one language are set: all alike, since they hang side by side.
struct LanguageStyle {
    families: Vec<Family>,
    reach: Option<VerticalExtent>,
    /// Whether there are capitals with marks.
    marked: bool,
}

/// The styles of drafts, by their languages.
fn styles(book: &Book, drafts: &[(&PosterKind, Draft)]) -> IndexMap<String, LanguageStyle> {
    let mut words: IndexMap<String, String> = IndexMap::new();
    for (_, draft) in drafts {
        words.entry(draft.language.clone()).or_default().push_str(&draft.data.to_string());
    }
    let metadata = &book.metadata;
    let style = |(language, mut words): (String, String)| {
        words.push_str(&metadata.title);
        words.extend(metadata.publisher.as_deref());
        let families = font_metrics::families(book, &language);
        let reach = font_metrics::reach(book, &families, &words);
        let marked = font_metrics::has_marked_capitals(&words);
        (language, LanguageStyle { families, reach, marked })
    };
    words.into_iter().map(style).collect()
}

/// What one poster says.
struct Draft {
    name: String,
    chapter: Option<usize>,
    title: String,
    language: String,
    direction: Direction,
    data: Value,
}

/// What the theme receives of a draft.
fn theme_data(data: &impl Serialize) -> Value {
    serde_json::to_value(data).expect("drafts have only string keys and finite numbers")
}

impl Draft {
    /// The language, and which way it is read.
    fn tongue(&self) -> (&str, Direction) {
        (&self.language, self.direction)
    }

    /// A poster of the whole book.
    fn of_book(name: &str, metadata: &Metadata, title: String, data: &impl Serialize) -> Self {
        Self {
            name: name.to_owned(),
            chapter: None,
            title,
            language: metadata.language.clone(),
            direction: metadata.direction,
            data: theme_data(data),
        }
    }

    /// The pictures that the poster shows: another page's are not its concern.
    fn pictures<'a>(&self, book: &'a Book) -> impl Iterator<Item = &'a StoredPicture> {
        let used = self.data.to_string();
        let shown =
            move |picture: &&StoredPicture| used.contains(&format!("\"picture\":\"{}\"", picture.name));
        book.pictures.iter().filter(shown)
    }
}

/// Makes the posters of a book that `options` ask for. The error lists every fault
/// that the engine found.
pub fn posters(book: &Book, options: &Options) -> Result<Vec<Poster>, Vec<Fault>> {
    all(book, options, None)
}

/// The same for the print shop: colours are inks, those at the edge go beyond
/// it by the press's bleed, and marks stand around the sheet.
pub fn for_print_shop(book: &Book, options: &Options, press: &Press) -> Result<Vec<Poster>, Vec<Fault>> {
    all(book, options, Some(press))
}

fn all(book: &Book, options: &Options, press: Option<&Press>) -> Result<Vec<Poster>, Vec<Fault>> {
    let own = if options.pictograms_as_is { Cow::Borrowed(book) } else { harmony::harmonised(book) };
    let book = &*own;
    let sheet = Sheet { paper: options.sheet(), face: Face::of(book) };
    let drafts = drafts(book, &sheet, &options.kinds);
    let styles = styles(book, &drafts);
    let themed = themed(book);
    let common = |kind: &PosterKind, draft: &Draft| Common {
        book,
        themed: &themed,
        face: &sheet.face,
        paper: (kind.paper)(sheet.paper),
        style: &styles[&draft.language],
        press,
    };
    let many = drafts.len() > MANY;
    let progress = &options.progress;
    progress.tell(Event::Series(drafts.len()));
    let measures = measures(&drafts, common)?;
    let mut numbered: Vec<_> = drafts.into_iter().zip(measures).enumerate().collect();
    // Posters of the whole book take longest: one that is begun last keeps a single thread busy.
    numbered.sort_by_key(|(_, ((kind, _), _))| !kind.is_of_whole_book());
    let mut made = parallel::map(numbered, |(number, ((kind, draft), measures))| {
        let common = common(kind, &draft);
        let name = format!("poster {}", draft.name);
        let poster = progress.document(&name, || make(common, kind, draft, &measures));
        if many {
            forget_after(number);
        }
        (number, poster)
    });
    made.sort_by_key(|(number, _)| *number);
    all_of(made.into_iter().map(|(_, poster)| poster).collect())
}

/// The number of posters above which the engine's memory is evicted between them.
const MANY: usize = 100;

/// Evicts what the engine remembers of the posters before the last one of a turn: it is little use
/// to the next, and is looked through for every one. What they have in common is kept.
fn forget_after(number: usize) {
    let turn = parallel::at_once();
    if number % turn == turn - 1 {
        comemo::evict(1);
    }
}

/// The names of the posters that show the whole book.
const WHOLE: [&str; 3] = ["overview", "wall-chart", "frieze"];

/// What the kinds of posters of a page add to its name.
const KIND_ENDINGS: [&str; 6] = ["", "-name", "-symbol", "-questions", "-checklist", "-canvas"];

/// What the files of a poster may add to its name: its sheets to put together, and the print shop's.
pub const ENDINGS: [&str; 2] = ["-tiles", "-print"];

/// The name of each chapter's poster: its slug, with a number where another poster's file has the name.
fn chapter_names(book: &Book) -> Vec<String> {
    fn files(name: &str) -> Vec<String> {
        let whole = KIND_ENDINGS.iter().map(|kind| format!("{name}{kind}"));
        whole.flat_map(|file| ["", ENDINGS[0], ENDINGS[1]].map(|ending| format!("{file}{ending}"))).collect()
    }
    let mut taken: BTreeSet<String> = WHOLE.into_iter().flat_map(files).collect();
    let name = |slug: &String| {
        let mut name = slug.clone();
        let mut number = 2;
        while files(&name).iter().any(|file| taken.contains(file)) {
            name = format!("{slug}-{number}");
            number += 1;
        }
        taken.extend(files(&name));
        name
    };
    book.chapters.iter().map(|chapter| &chapter.slug).map(name).collect()
}

/// The names of all posters that a book can have.
pub fn names(book: &Book) -> BTreeSet<String> {
    let sheet = Sheet { paper: Paper::A3, face: Face::of(book) };
    let kinds: Vec<Kind> = Kind::all().collect();
    drafts(book, &sheet, &kinds).into_iter().map(|(_, draft)| draft.name).collect()
}

/// The positions of phases that have no poster, since they show no pictograms.
pub fn phases_without(book: &Book) -> Vec<usize> {
    let chapters = book.chapters.iter().enumerate();
    let without = chapters.filter(|(_, chapter)| {
        chapter.phase.is_some() && !chapter.poster.none && content::pictograms(book, chapter).is_empty()
    });
    without.map(|(position, _)| position).collect()
}

/// The titles of the pages that have no poster of a kind, though it was to have one of every page
/// that is a phase: they ask no questions, or list nothing to tick.
pub fn pages_without(book: &Book, kind: Kind) -> Vec<String> {
    match kind {
        Kind::Questions => pages::without(book, pages::questions_of),
        Kind::Checklist => pages::without(book, pages::checklist_of),
        _ => Vec::new(),
    }
}

/// What the posters of `kinds` say, in the order of the table.
fn drafts(book: &Book, sheet: &Sheet, kinds: &[Kind]) -> Vec<(&'static PosterKind, Draft)> {
    KINDS
        .iter()
        .filter(|kind| kinds.contains(&kind.kind))
        .flat_map(|kind| (kind.drafts)(book, sheet).into_iter().map(move |draft| (kind, draft)))
        .collect()
}

/// What the posters of one call and one language have in common.
#[derive(Clone, Copy)]
struct Common<'a> {
    book: &'a Book,
    themed: &'a Job,
    face: &'a Face,
    paper: Paper,
    style: &'a LanguageStyle,
    /// What the print shop asks for; none for other posters.
    press: Option<&'a Press>,
}

fn make(
    common: Common<'_>,
    kind: &PosterKind,
    draft: Draft,
    measures: &Measures,
) -> Result<Poster, Vec<Fault>> {
    let Common { book, paper, press, .. } = common;
    let identifier = format!("{}/posters/{}", book.metadata.identifier, draft.name);
    let standards = if press.is_some() { &STANDARDS[1..] } else { &STANDARDS[..] };
    let mut job = job(common, kind.theme, &draft, measures);
    if let Some(press) = press {
        job.json("/press.json", &press_of(book, paper, &draft, press.bleed));
    }
    let mut made = job.pdf_with_notes(&identifier, standards, "left-out")?;
    let shown = resolution::shown(book, &made.product.document);
    let mut preflight = None;
    if let Some(press) = press {
        made.product.pdf = press.finished(&made.product.pdf, &book.theme)?;
        preflight = Some(Preflight::of(&draft.name, &made.product.document, (paper, press), book, &shown));
    }
    let omission = |note: &Value| serde_json::from_value(note.clone()).ok();
    Ok(Poster {
        name: draft.name,
        paper,
        chapter: draft.chapter,
        language: draft.language,
        pdf: made.product.pdf,
        document: made.product.document,
        shown,
        preflight,
        omissions: made.product.notes.iter().filter_map(omission).collect(),
        remarks: made.remarks,
    })
}

/// The address that a poster leads back to; none for a site that is nowhere on the web.
fn address<'a>(Common { book, .. }: Common<'a>, draft: &Draft) -> Option<&'a str> {
    let url = book.metadata.url.as_deref()?;
    Some(draft.chapter.and_then(|at| book.chapters.get(at)).map_or(url, |chapter| chapter.address.as_str()))
}

/// The theme's file and everything that it reads for all posters in a draft's language.
fn sheet_job(Common { book, themed, face, paper, style, .. }: Common<'_>, file: &str, draft: &Draft) -> Job {
    let mut job = themed.clone().starting_from(file);
    let metadata = &book.metadata;
    let footer: Vec<_> = [Some(&metadata.title), metadata.publisher.as_ref()]
        .into_iter()
        .flatten()
        .filter_map(|part| content::some(part))
        .collect();
    let (width, height) = (paper.width(), paper.height());
    job.json("/press.json", &Value::Null);
    job.json(
        "/poster.json",
        &json!({
            "sheet": { "width": width, "height": height, "margin": MARGIN * width.min(height).to_mm() },
            "least": legibility::least(paper, face.cap_height()),
            "distance": legibility::distance(paper),
            "theme": book.theme,
            "logo": book.logo.data(),
            "reach": style.reach,
            "marked": style.marked,
            "families": style.families,
            "book": content::tidy(&metadata.title),
            "authors": metadata.authors,
            "language": draft.language,
            "direction": draft.direction,
            "footer": footer,
            "date": metadata.date,
        }),
    );
    job
}

/// The theme's file and everything that it reads for one poster.
fn job(common: Common<'_>, file: &str, draft: &Draft, Measures { series, plan }: &Measures) -> Job {
    let book = common.book;
    let mut job = sheet_job(common, file, draft);
    for picture in draft.pictures(book).chain(book.logo.pictures()) {
        job.picture(&format!("/pictures/{}", picture.name), Shared(picture.bytes.clone()));
    }
    // What is this poster's alone stands apart: the engine evaluates once what reads nothing of it.
    job.json(
        "/say.json",
        &json!({
            "name": draft.title,
            "code": address(common, draft).and_then(qr::code),
            "series": series,
            "plan": plan,
            "say": draft.data,
        }),
    );
    job
}

/// What `press.typ` receives.
fn press_of(book: &Book, paper: Paper, draft: &Draft, bleed: Length) -> Value {
    let (width, height) = (paper.width().to_mm(), paper.height().to_mm());
    let label = format!("{} · {width} × {height} mm · + {bleed} · CMYK", draft.name);
    let pictures = draft.pictures(book).chain(book.logo.pictures());
    let pictures = pictures.map(|picture| (picture.name.clone(), picture));
    crate::print::marked(&book.theme, pictures, bleed, &label)
}
