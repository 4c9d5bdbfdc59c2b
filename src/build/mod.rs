//! Building: pages in; handbook, EPUB and posters out.

pub(crate) mod book;
mod failure;
mod handout;
pub(crate) mod locate;
pub(crate) mod output;
mod task;
pub(crate) mod watchdog;

use std::borrow::Cow;
use std::path::Path;

use rayon::prelude::*;

use crate::book::Book;
use crate::build::book::Forms;
use crate::build::failure::{Failure, failed};
use crate::build::locate::Place;
use crate::build::output::Output;
use crate::build::task::Task;
use crate::build::watchdog::watchdog;
use crate::cli::progress::watched;
use crate::cli::{
    BUILT, BuildArgs, FAULTY, FontArgs, Handout, PaperArgs, PosterArgs, PosterFormat, Product, paint, say,
    style,
};
use crate::diagnostic::rules;
use crate::diagnostic::{self, Diagnostic, Severity};
use crate::files::Files;
use crate::handbook::Worksheets;
use crate::images::trace;
use crate::imposition::tile;
use crate::paper::{Length, Paper};
use crate::posters::{Kind, Pixels, Poster};
use crate::print::resolution;
use crate::progress::{Event, Progress};
use crate::report;
use crate::site;
use crate::source;
use crate::typeset::Fault;
use crate::{handbook, parallel, posters};

/// A site, read and settled.
pub struct Site {
    /// The book; none where there are no pages.
    pub book: Option<Book>,
    /// Everything that is wrong, in the order of pages and lines.
    pub diagnostics: Vec<Diagnostic>,
    /// What to put before the paths of pages.
    pub prefix: String,
    /// What the configuration says.
    pub config: crate::config::Config,
    /// The rules that pages let pass.
    pub allowed: Vec<(String, String)>,
    /// The site's root on disk.
    pub root: std::path::PathBuf,
}

/// Reads and settles the site that `named` means, with the fonts that are asked
/// for. The error is a message for the user.
pub fn read(named: &Path, fonts: &FontArgs, progress: &Progress) -> Result<Site, String> {
    let place = locate::find(named)?;
    let page = |path: &str, settings: &source::Settings| source::read(&place.files, path, settings);
    read_through(named, &place, fonts, &place.files, &page, progress)
}

/// The same, where somebody stands between the site and its files, and between
/// the site and the reading of a page.
pub fn read_through(
    named: &Path,
    place: &Place,
    fonts: &FontArgs,
    files: &dyn Files,
    read_page: &(dyn Fn(&str, &source::Settings) -> source::Page + Sync),
    progress: &Progress,
) -> Result<Site, String> {
    let (mut config, mut diagnostics) = crate::config::configure(files, "");
    config.folder_name = place.folder_name();
    config.system_fonts |= fonts.system_fonts;
    if config.date.is_none() {
        config.date = source_date();
    }
    let mut paths = site::discover(files, &config);
    paths.retain(|path| locate::is_meant(place, path));
    if paths.is_empty() && !place.below.is_empty() {
        // What is named lies outside the folder of pages that the configuration gives.
        config.pages = folder_of(place, files);
        paths = site::discover(files, &config);
        paths.retain(|path| locate::is_meant(place, path));
    }
    if paths.is_empty() {
        return Err(format!(
            "there are no pages in `{}`; a page is a file whose name ends in `.md`",
            named.display()
        ));
    }
    let settings = config.page_settings();
    progress.tell(Event::Pages(paths.len()));
    let read = |path: &String| {
        let page = match site::folder_language(path, &config.pages) {
            Some(language) => {
                read_page(path, &source::Settings { language: Some(language), ..settings.clone() })
            }
            None => read_page(path, &settings),
        };
        progress.tell(Event::Read);
        page
    };
    let mut pages: Vec<source::Page> = paths.par_iter().map(read).collect();
    // What language pages are in that say nothing is known when all have been read.
    let language = site::language(&config, &pages);
    if settings.language.is_none() && source::quotes_differ(&language, "en") {
        let settings = source::Settings { language: Some(language), ..settings.clone() };
        let silent = |page: &&mut source::Page| {
            page.front.lang.is_none() && site::folder_language(&page.source.path, &config.pages).is_none()
        };
        pages.par_iter_mut().filter(silent).for_each(|page| *page = read_page(&page.source.path, &settings));
    }
    let settled = site::settle(files, &config, pages);
    diagnostics = config.weigh(diagnostics, &[]);
    diagnostics.extend(diagnostic::bounded(settled.diagnostics));
    Ok(Site {
        book: settled.book,
        diagnostics,
        prefix: place.prefix.clone(),
        root: place.root.clone(),
        config,
        allowed: settled.allowed,
    })
}

fn folder_of(place: &Place, files: &dyn Files) -> String {
    match files.size(&place.below) {
        Ok(_) => place.below.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned(),
        Err(_) => place.below.clone(),
    }
}

/// The day that `SOURCE_DATE_EPOCH` names
/// (<https://reproducible-builds.org/specs/source-date-epoch/>), in UTC.
fn source_date() -> Option<String> {
    let seconds = std::env::var("SOURCE_DATE_EPOCH").ok()?.trim().parse().ok()?;
    site::date_from_epoch(seconds)
}

/// Builds, and says what it wrote.
pub fn run(args: &BuildArgs) -> Result<u8, String> {
    let site = watched(|progress| read(&args.site.site, &args.fonts, progress))?;
    let wanted = Wanted::new(args, &site)?;
    let style = style(&site.prefix);
    say::stderr(report::brief(&site.diagnostics, &style));
    let limits = &site.config.limits;
    let chapters = site.book.iter().flat_map(|book| &book.chapters);
    let pages: Vec<_> = chapters.map(|chapter| site.root.join(&chapter.path)).collect();
    let made = watched(|progress| {
        watchdog(limits, progress, pages, |progress| make(args, &site, &wanted, progress))
    })?;
    let mut diagnostics = site.diagnostics;
    let found = site.config.weigh(made.found, &site.allowed);
    say::stderr(report::brief(&found, &style));
    diagnostics.extend(found);
    for remark in made.remarks {
        say::stderr(format_args!("{}: {remark}\n", paint("note", "1")));
    }
    let sizes: Vec<usize> = made.outputs.iter().map(|output| output.bytes.len()).collect();
    let written = output::write(&args.out, &made.outputs)?;
    for (path, size) in written.iter().zip(sizes) {
        say::stdout(format_args!("wrote {} ({})\n", path.display(), human_size(size)))?;
    }
    say::stdout(made.summary)?;
    let summary = report::summary(&diagnostics);
    if !summary.is_empty() {
        say::stderr(format_args!("{summary}\n"));
    }
    let faulty = diagnostics.iter().any(|d| d.severity == Severity::Error);
    Ok(if faulty { FAULTY } else { BUILT })
}

/// What a command asks for, with what the site says where it says nothing.
pub struct Wanted {
    /// How the handbook is to be made.
    pub handbook: handbook::Options,
    posters: posters::Options,
    bleed: Option<Length>,
    handouts: Vec<Handout>,
}

impl Wanted {
    /// Weighs the command against the site. The error is a message for the user.
    pub fn new(args: &BuildArgs, site: &Site) -> Result<Self, String> {
        Ok(Self {
            handbook: handbook_options(site, &args.paper)?,
            posters: poster_options(&args.poster, site)?,
            bleed: args.poster.print_shop.then(|| args.paper.bleed.unwrap_or(crate::print::USUAL_BLEED)),
            handouts: handout::wanted(&args.handout)?,
        })
    }
}

/// Makes what is asked for, and writes nothing. The error is a message for the user.
pub fn make(args: &BuildArgs, site: &Site, wanted: &Wanted, progress: &Progress) -> Result<Made, String> {
    let Wanted { handbook: options, posters, bleed, handouts } = wanted;
    let posters = &posters::Options { progress: progress.clone(), ..posters.clone() };
    let book = site.book.as_ref().ok_or("there is nothing to build")?;
    let book = crate::book::select(book.clone(), &args.pages).map_err(|error| error.to_string())?;
    let products = if args.only.is_empty() {
        vec![Product::Handbook, Product::Epub, Product::Posters]
    } else {
        args.only.clone()
    };
    // Formats do not know one another, so they are made side by side.
    let mut tasks: Vec<Task> = handouts.iter().copied().map(Task::Handout).collect();
    let handbook = products.contains(&Product::Handbook);
    let forms = Forms {
        handbook,
        epub: products.contains(&Product::Epub),
        pages: args.page_list || site.config.publishing.page_list.unwrap_or(handbook),
        once: book.chapters.len() > SIDE_BY_SIDE,
    };
    if forms.handbook || forms.epub {
        tasks.insert(0, Task::Book(forms));
    }
    if products.contains(&Product::Posters) {
        tasks.push(Task::Posters);
    }
    tasks.extend(products.contains(&Product::Typst).then_some(Task::Typst));
    tasks.extend(args.worksheet.then_some(Task::Worksheets));
    // What is largest comes first, so that a picture that is too small for it is said to be so there.
    tasks.sort_by_key(|task| !matches!(task, Task::Posters));
    // Screens scale pictures as they like; the EPUB keeps them as they came.
    let on_paper =
        tasks.iter().any(|task| !matches!(task, Task::Book(Forms { handbook: false, pages: false, .. })));
    let printed = if on_paper { trace::crisp(&book) } else { Cow::Borrowed(&book) };
    let make_task = |task: Task| -> Result<Made, Failure> {
        match task {
            Task::Posters => {
                let made = make_posters(&printed, posters, &args.poster)?;
                add_print_shop(made, &printed, posters, *bleed)
            }
            Task::Book(forms) => make_book(&printed, &book, options, forms, *bleed),
            Task::Typst => Ok(make_typst(&printed, options)),
            Task::Worksheets => make_worksheets(&printed, options),
            Task::Handout(kind) => handout::make(kind, &printed, options, &args.handout)
                .map(|output| Made { outputs: vec![output], ..Made::default() }),
        }
    };
    tasks.iter().for_each(|task| progress.tell(Event::Documents(task.documents())));
    let make = |task: Task| {
        let documents = task.documents();
        documents.iter().for_each(|name| progress.tell(Event::Begun(name)));
        let made = make_task(task);
        documents.iter().for_each(|name| progress.tell(Event::Done(name)));
        made
    };
    // Many posters would keep the memory of a long handbook from being let go. They
    // come first, since letting go takes the longer the more there ever was.
    let apart = if book.chapters.len() > SIDE_BY_SIDE {
        tasks.iter().filter(|task| matches!(task, Task::Posters)).count()
    } else {
        0
    };
    let together = tasks.split_off(apart);
    let mut made = parallel::map(tasks, make);
    if apart > 0 {
        comemo::evict(0);
    }
    made.extend(parallel::map(together, make));
    let mut all = Made::default();
    for product in made {
        let mut product = product.map_err(|failure| failure.to_message(&book.theme, &site.prefix))?;
        all.outputs.append(&mut product.outputs);
        all.remarks.append(&mut product.remarks);
        all.summary.push_str(&product.summary);
        // A picture on several sheets is one fault, where it is worst.
        for diagnostic in product.found {
            let said =
                |before: &Diagnostic| before.rule == diagnostic.rule && before.place == diagnostic.place;
            if diagnostic.rule != &rules::LOW_RESOLUTION || !all.found.iter().any(said) {
                all.found.push(diagnostic);
            }
        }
    }
    Ok(all)
}

/// Up to how many chapters a book's formats are made side by side.
const SIDE_BY_SIDE: usize = 100;

/// How the handbook is to be made. What the command says wins over what the
/// configuration says. The error is a message for the user.
pub fn handbook_options(site: &Site, args: &PaperArgs) -> Result<handbook::Options, String> {
    let paper = match (args.paper, &site.config.paper) {
        (Some(paper), _) => paper,
        (None, Some(written)) => Paper::parse(&written.value)
            .map_err(|error| format!("`paper` in the site's configuration: {error}"))?,
        (None, None) => Paper::A4,
    };
    Ok(handbook::Options {
        paper,
        two_sided: args.two_sided,
        bleed: args.bleed.unwrap_or(Length::ZERO),
        greyscale: args.greyscale,
        index: site.config.index,
        pictograms: site.config.list_of_pictograms || args.list_of_pictograms,
        ..handbook::Options::default()
    })
}

/// What was made: files, and what is to be said of them.
#[derive(Default)]
pub struct Made {
    /// The files.
    pub outputs: Vec<Output>,
    /// What the engine remarked, and what posters have no room for.
    pub remarks: Vec<String>,
    /// Faults that only show on paper.
    pub found: Vec<Diagnostic>,
    /// What the print shop is to know.
    pub summary: String,
}

/// Makes the handbook and the EPUB, and with `bleed` also the handbook for the print shop.
fn make_book(
    printed: &Book,
    book: &Book,
    options: &handbook::Options,
    forms: Forms,
    bleed: Option<Length>,
) -> Result<Made, Failure> {
    let edition = book::make(printed, book, options, forms)?;
    let mut made = Made { remarks: edition.remarks, found: edition.found, ..Made::default() };
    if let Some(handbook) = edition.handbook {
        made.outputs.push(Output { path: "handbook.pdf".into(), bytes: handbook.pdf });
        made.remarks.extend(handbook.remarks.iter().map(Fault::to_string));
        made.found.extend(resolution::diagnose(printed, None, &handbook.shown, "the handbook"));
    }
    if let Some(bleed) = bleed.filter(|_| forms.handbook) {
        let options = handbook::Options { bleed, ..options.clone() };
        let shop = handbook::for_print_shop(printed, &options)
            .map_err(|faults| failed("the handbook for the print shop", faults))?;
        made.summary = shop.preflight.map(|preflight| preflight.to_string()).unwrap_or_default();
        made.outputs.push(Output { path: "handbook-print.pdf".into(), bytes: shop.pdf });
        let summary = made.summary.clone().into_bytes();
        made.outputs.push(Output { path: "handbook-preflight.txt".into(), bytes: summary });
    }
    if let Some(bytes) = edition.epub {
        made.outputs.push(Output { path: "handbook.epub".into(), bytes });
    }
    Ok(made)
}

/// The theme, the book as data, and the fonts: what Typst's own compiler needs
/// to make the handbook from `typst/theme/handbook.typ`, with `typst/` as its root.
fn make_typst(book: &Book, options: &handbook::Options) -> Made {
    let output = |path: String, bytes: &[u8]| Output { path: format!("typst{path}"), bytes: bytes.to_vec() };
    let mut outputs: Vec<Output> =
        handbook::sources(book, options).into_iter().map(|(path, bytes)| output(path, &bytes)).collect();
    for (number, face) in crate::fonts::BUILTIN.iter().chain(&book.fonts).enumerate() {
        outputs.push(output(format!("/fonts/{number}.ttf"), face.data()));
    }
    Made { outputs, ..Made::default() }
}

/// Makes the worksheets. A phase that leaves nothing to do has room for notes alone,
/// and is named.
fn make_worksheets(book: &Book, options: &handbook::Options) -> Result<Made, Failure> {
    let made = handbook::worksheets(book, options).map_err(|faults| failed("the worksheets", faults))?;
    let Some(Worksheets { file, empty }) = made else {
        let remarks = vec!["no page is a phase, so there are no worksheets".to_owned()];
        return Ok(Made { remarks, ..Made::default() });
    };
    let found = empty.into_iter().filter_map(|chapter| book.chapters.get(chapter)).map(|page| {
        let message = "the worksheet of this phase has nothing to tick and nothing to answer".to_owned();
        Diagnostic::new(&rules::EMPTY_WORKSHEET, &page.place.source, page.place.span, message)
            .hint("give the page a list under a heading such as `Outputs`, `Activities` or `Questions`")
    });
    Ok(Made {
        outputs: vec![Output { path: "worksheets.pdf".into(), bytes: file.pdf }],
        remarks: file.remarks.iter().map(Fault::to_string).collect(),
        found: found.collect(),
        ..Made::default()
    })
}

/// How the site says that its posters are to be made. The error is a message for the user.
pub fn site_posters(site: &Site) -> Result<posters::Options, String> {
    let said = &site.config.posters;
    let mut options =
        posters::Options { landscape: said.landscape.unwrap_or(false), ..posters::Options::default() };
    if let Some(size) = &said.size {
        options.size = Paper::parse(&size.value).map_err(|error| format!("`posters: size`: {error}"))?;
    }
    let kinds = said.kinds.iter().map(|name| Kind::parse(&name.value));
    let kinds: Vec<_> =
        kinds.collect::<Result<_, _>>().map_err(|error| format!("`posters: kinds`: {error}"))?;
    if !kinds.is_empty() {
        options.kinds = kinds;
    }
    Ok(options)
}

/// How the posters are to be made. What the command says wins over what the
/// configuration says. The error is a message for the user.
fn poster_options(args: &PosterArgs, site: &Site) -> Result<posters::Options, String> {
    let mut options = site_posters(site)?;
    options.size = args.poster_size.unwrap_or(options.size);
    options.landscape |= args.landscape;
    if !args.poster_kind.is_empty() {
        options.kinds.clone_from(&args.poster_kind);
    }
    if let Some(sheet) = args.tile {
        tile::plan(options.size, &tile_options(args, sheet))?;
    }
    if args.poster_format.contains(&PosterFormat::Png) {
        pixels(args).of(options.sheet())?;
    } else if let Some(option) = args.dpi.map(|_| "--dpi").or(args.pixels.map(|_| "--pixels")) {
        return Err(format!("`{option}` is for pictures; add `--poster-format png`"));
    }
    Ok(options)
}

fn tile_options(args: &PosterArgs, sheet: Paper) -> tile::Options {
    tile::Options { sheet, overlap: args.overlap, margin: args.printer_margin, marks: !args.no_marks }
}

/// Makes the posters, and cuts them where that is asked for.
fn make_posters(book: &Book, options: &posters::Options, args: &PosterArgs) -> Result<Made, Failure> {
    let made = posters::posters(book, options).map_err(|faults| failed("the posters", faults))?;
    let paper = options.sheet();
    let mut result = Made::default();
    for poster in made {
        let sheet = format!("the poster `{}` ({})", poster.name, options.size);
        result.found.extend(resolution::diagnose(book, poster.chapter, &poster.shown, &sheet));
        result.remarks.extend(poster.remarks.iter().map(Fault::to_string));
        let page = poster.chapter.and_then(|chapter| book.chapters.get(chapter));
        match page {
            Some(page) => result.found.extend(poster.omissions.iter().map(|omission| {
                let message = format!("the poster ({}) has {omission}", options.size);
                Diagnostic::new(&rules::POSTER_ROOM, &page.place.source, page.place.span, message)
                    .hint("choose a larger sheet with `--poster-size`, or fewer parts with `poster:` in front matter")
            })),
            // A poster of the whole book has no page whose fault it could be.
            None => {
                let said = poster.omissions.iter().map(|o| format!("the poster `{}` has {o}", poster.name));
                result.remarks.extend(said);
            }
        }
        if let Some(sheet) = args.tile {
            let name = page.map_or(book.metadata.title.as_str(), |page| page.title.as_str());
            let whole = tile::Poster {
                pdf: &poster.pdf,
                paper,
                name,
                language: page.map_or(book.metadata.language.as_str(), |page| page.language.as_str()),
                fonts: &book.fonts,
                identifier: &format!("{}/{}/tiles", book.metadata.identifier, poster.name),
            };
            let tiles = tile::tiles(&whole, &tile_options(args, sheet))
                .map_err(|faults| failed("the sheets", faults))?;
            let path = format!("posters/{}-tiles.pdf", poster.name);
            result.outputs.push(Output { path, bytes: tiles.product });
        }
        result.outputs.extend(files(poster, args, paper)?);
    }
    Ok(result)
}

/// Adds the posters for the print shop, where they are asked for, and what it
/// is to know of them.
fn add_print_shop(
    mut made: Made,
    book: &Book,
    options: &posters::Options,
    bleed: Option<Length>,
) -> Result<Made, Failure> {
    let Some(bleed) = bleed else { return Ok(made) };
    let posters = posters::for_print_shop(book, options, bleed)
        .map_err(|faults| failed("the posters for the print shop", faults))?;
    let summary: Vec<String> =
        posters.iter().filter_map(|poster| Some(poster.preflight.as_ref()?.to_string())).collect();
    made.summary = summary.join("\n");
    made.outputs
        .push(Output { path: "posters/preflight.txt".into(), bytes: made.summary.clone().into_bytes() });
    for poster in posters {
        made.outputs.push(Output { path: format!("posters/{}-print.pdf", poster.name), bytes: poster.pdf });
    }
    Ok(made)
}

/// A poster in the formats that are asked for.
fn files(poster: Poster, args: &PosterArgs, paper: Paper) -> Result<Vec<Output>, String> {
    let wants = |format| args.poster_format.contains(&format);
    let mut files = Vec::new();
    let mut file = |ending: &str, bytes: Vec<u8>| {
        files.push(Output { path: format!("posters/{}.{ending}", poster.name), bytes });
    };
    if wants(PosterFormat::Svg) {
        file("svg", poster.svg().into_bytes());
    }
    if wants(PosterFormat::Png) {
        let failed = |error| format!("the poster `{}` could not be drawn: {error}", poster.name);
        file("png", poster.png(pixels(args).of(paper)?).map_err(failed)?);
    }
    if wants(PosterFormat::Pdf) {
        file("pdf", poster.pdf);
    }
    Ok(files)
}

/// How large posters are to be drawn as pictures.
fn pixels(args: &PosterArgs) -> Pixels {
    args.pixels.map_or(Pixels::PerInch(args.dpi.unwrap_or(150)), Pixels::Across)
}

fn human_size(bytes: usize) -> String {
    if bytes < 1_000_000 {
        format!("{} kB", bytes.div_ceil(1000))
    } else {
        format!("{:.1} MB", bytes as f64 / 1e6)
    }
}
