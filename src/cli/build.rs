//! `phasebook build`: pages in; handbook, EPUB and posters out.

use std::path::Path;

use rayon::prelude::*;

use super::handout;
use super::output::{self, Output};
use super::place::{self, Place};
use super::{BUILT, BuildArgs, FAULTY, FontArgs, Handout, PaperArgs, PosterArgs, Product, paint, style};
use crate::diagnostic::{Diagnostic, Severity};
use crate::imposition::tile;
use crate::paper::Paper;
use crate::report::{self, Format};
use crate::site::{self, Book};
use crate::source;
use crate::typeset::Fault;
use crate::{epub, handbook, posters};

/// A site, read and settled.
pub struct Site {
    /// The book; none where there are no pages.
    pub book: Option<Book>,
    /// Everything that is wrong, in the order of pages and lines.
    pub diagnostics: Vec<Diagnostic>,
    /// What to put before the paths of pages.
    pub prefix: String,
    /// What the configuration says of posters' size.
    pub poster_size: Option<String>,
    /// Whether the configuration lays posters across.
    pub landscape: bool,
    /// The site's root on disk.
    pub root: std::path::PathBuf,
    /// What the configuration says of the handbook's paper, as written.
    pub paper: Option<String>,
}

/// Reads and settles the site that `named` means, with the fonts that are asked
/// for. The error is a message for the user.
pub fn read(named: &Path, fonts: &FontArgs) -> Result<Site, String> {
    let place = place::find(named)?;
    let (mut config, mut diagnostics) = site::configure(&place.files, "");
    config.folder_name = place.folder_name();
    config.system_fonts |= fonts.system_fonts;
    if config.date.is_none() {
        config.date = source_date();
    }
    let mut paths = site::discover(&place.files, &config);
    paths.retain(|path| place::is_meant(&place, path));
    if paths.is_empty() && !place.below.is_empty() {
        // What is named lies outside the folder of pages that the configuration gives.
        config.pages = folder_of(&place);
        paths = site::discover(&place.files, &config);
        paths.retain(|path| place::is_meant(&place, path));
    }
    if paths.is_empty() {
        return Err(format!(
            "there are no pages in `{}`; a page is a file whose name ends in `.md`",
            named.display()
        ));
    }
    let settings = source::Settings { variables: config.variables.clone(), ..source::Settings::default() };
    let pages: Vec<source::Page> =
        paths.par_iter().map(|path| source::read(&place.files, path, &settings)).collect();
    let settled = site::settle(&place.files, &config, pages);
    diagnostics = config.weigh(diagnostics, &[]);
    diagnostics.extend(settled.diagnostics);
    Ok(Site {
        book: settled.book,
        diagnostics,
        prefix: place.prefix,
        root: place.root,
        paper: config.paper.map(|paper| paper.value),
        poster_size: config.posters.size.map(|size| size.value),
        landscape: config.posters.landscape.unwrap_or(false),
    })
}

fn folder_of(place: &Place) -> String {
    use crate::files::Files;
    match place.files.size(&place.below) {
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
    let site = read(&args.site.site, &args.fonts)?;
    let options = options(&args.paper, site.paper.as_deref())?;
    let posters = poster_options(&args.poster, site.poster_size.as_deref(), site.landscape)?;
    let handouts = handout::wanted(&args.handout)?;
    let style = style(&site.prefix);
    eprint!("{}", report::render(&site.diagnostics, Format::Human, &style));
    let book = site.book.ok_or("there is nothing to build")?;
    let book = site::select(book, &args.pages).map_err(|error| error.to_string())?;

    let products = if args.only.is_empty() {
        vec![Product::Handbook, Product::Epub, Product::Posters]
    } else {
        args.only.clone()
    };
    // Formats do not know one another, so they are made side by side.
    let tasks: Vec<Task> =
        products.into_iter().map(Task::Product).chain(handouts.into_iter().map(Task::Handout)).collect();
    let made: Vec<Result<Made, String>> = tasks
        .par_iter()
        .map(|task| match task {
            Task::Product(Product::Posters) => make_posters(&book, &posters, &args.poster, &site.prefix),
            Task::Product(Product::Handbook) => make_handbook(&book, &options),
            Task::Product(Product::Epub) => make_epub(&book),
            Task::Handout(kind) => handout::make(*kind, &book, &options, &args.handout)
                .map(|output| Made { outputs: vec![output], remarks: Vec::new() }),
        })
        .collect();
    let mut outputs = Vec::new();
    let mut remarks = Vec::new();
    for product in made {
        let mut product = product?;
        outputs.append(&mut product.outputs);
        remarks.append(&mut product.remarks);
    }
    for remark in remarks {
        eprintln!("{}: {remark}", paint("note", "1"));
    }
    let sizes: Vec<usize> = outputs.iter().map(|output| output.bytes.len()).collect();
    let written = output::write(&args.out, &outputs)?;
    for (path, size) in written.iter().zip(sizes) {
        println!("wrote {} ({})", path.display(), human_size(size));
    }
    let summary = report::summary(&site.diagnostics);
    if !summary.is_empty() {
        eprintln!("{summary}");
    }
    let faulty = site.diagnostics.iter().any(|d| d.severity == Severity::Error);
    Ok(if faulty { FAULTY } else { BUILT })
}

/// One thing to make.
enum Task {
    Product(Product),
    Handout(Handout),
}

/// How the handbook is to be made. What the command says wins over what the
/// configuration says. The error is a message for the user.
fn options(args: &PaperArgs, configured: Option<&str>) -> Result<handbook::Options, String> {
    let configured = || {
        configured
            .map(Paper::parse)
            .transpose()
            .map_err(|e| format!("`paper` in the site's configuration: {e}"))
    };
    let paper = match args.paper {
        Some(paper) => paper,
        None => configured()?.unwrap_or(Paper::A4),
    };
    Ok(handbook::Options {
        paper,
        two_sided: args.two_sided,
        bleed: args.bleed,
        greyscale: args.greyscale,
        ..handbook::Options::default()
    })
}

/// One product: its files, and what is to be said of it.
struct Made {
    outputs: Vec<Output>,
    remarks: Vec<String>,
}

fn make_handbook(book: &Book, options: &handbook::Options) -> Result<Made, String> {
    let made = handbook::handbook(book, options).map_err(|faults| failed("the handbook", &faults))?;
    let output = Output { path: "handbook.pdf".into(), bytes: made.pdf };
    Ok(Made { outputs: vec![output], remarks: made.remarks.iter().map(Fault::to_string).collect() })
}

fn make_epub(book: &Book) -> Result<Made, String> {
    let cover = handbook::cover(book).map_err(|faults| failed("the cover", &faults))?;
    let bytes = epub::epub(book, &epub::Options { cover: Some(cover) })
        .map_err(|error| format!("the EPUB could not be made: {error}"))?;
    Ok(Made { outputs: vec![Output { path: "handbook.epub".into(), bytes }], remarks: Vec::new() })
}

/// How the posters are to be made. What the command says wins over what the
/// configuration says. The error is a message for the user.
fn poster_options(
    args: &PosterArgs,
    size: Option<&str>,
    landscape: bool,
) -> Result<posters::Options, String> {
    let configured = || size.map(Paper::parse).transpose().map_err(|e| format!("`posters: size`: {e}"));
    let size = match args.poster_size {
        Some(size) => size,
        None => configured()?.unwrap_or(Paper::A3),
    };
    if let Some(sheet) = args.tile {
        tile::plan(size, &tile_options(args, sheet))?;
    }
    Ok(posters::Options { size, landscape: landscape || args.landscape })
}

fn tile_options(args: &PosterArgs, sheet: Paper) -> tile::Options {
    tile::Options { sheet, overlap: args.overlap, marks: !args.no_marks, ..tile::Options::default() }
}

/// Makes the posters, and cuts them where that is asked for.
fn make_posters(
    book: &Book,
    options: &posters::Options,
    args: &PosterArgs,
    prefix: &str,
) -> Result<Made, String> {
    let made = posters::posters(book, options).map_err(|faults| failed("the posters", &faults))?;
    let mut result = Made { outputs: Vec::new(), remarks: Vec::new() };
    for poster in made {
        result.remarks.extend(poster.remarks.iter().map(Fault::to_string));
        let page = poster.chapter.and_then(|chapter| book.chapters.get(chapter));
        let place =
            page.map_or_else(|| "the poster `overview`".to_owned(), |page| format!("{prefix}{}", page.path));
        result
            .remarks
            .extend(poster.omissions.iter().map(|omission| format!("{place}: the poster has {omission}")));
        if let Some(sheet) = args.tile {
            let name = page.map_or(book.metadata.title.as_str(), |page| page.title.as_str());
            let whole = tile::Poster {
                pdf: &poster.pdf,
                paper: if options.landscape { options.size.landscape() } else { options.size.portrait() },
                name,
                language: page.map_or(book.metadata.language.as_str(), |page| page.language.as_str()),
                identifier: &format!("{}/{}/tiles", book.metadata.identifier, poster.name),
            };
            let tiles = tile::tiles(&whole, &tile_options(args, sheet))
                .map_err(|faults| failed("the sheets", &faults))?;
            let path = format!("posters/{}-tiles.pdf", poster.name);
            result.outputs.push(Output { path, bytes: tiles.product });
        }
        result.outputs.push(Output { path: format!("posters/{}.pdf", poster.name), bytes: poster.pdf });
    }
    Ok(result)
}

/// What the engine found, for the user.
pub fn failed(what: &str, faults: &[Fault]) -> String {
    let list = faults.iter().map(|fault| format!("\n  {fault}")).collect::<String>();
    format!("{what} could not be laid out{list}")
}

fn human_size(bytes: usize) -> String {
    if bytes < 1_000_000 {
        format!("{} kB", bytes.div_ceil(1000))
    } else {
        format!("{:.1} MB", bytes as f64 / 1e6)
    }
}
