//! The posters of a build: in every format that is asked for, cut into sheets, for the print shop.

use std::collections::BTreeSet;

use super::Made;
use super::failure::{Cause, failed};
use super::options::Options;
use super::output::Output;
use super::request::{PosterFormat, Product, Request};
use crate::book::Book;
use crate::diagnostic::{Diagnostic, rules};
use crate::imposition::tile;
use crate::paper::Paper;
use crate::posters::{self, Kind, Poster};
use crate::print::resolution;
use crate::progress::Progress;
use crate::typeset::Fault;

/// Makes all that is asked for of posters.
pub(super) fn make(book: &Book, options: &Options, progress: &Progress) -> Result<Made, Cause> {
    let asked = posters::Options { progress: progress.clone(), ..options.posters.clone() };
    let made = posters::posters(book, &asked).map_err(|faults| failed("the posters", faults))?;
    let mut result = Made::default();
    if made.is_empty() {
        result.remarks.push("there are no posters to make: they show pictograms and phases".to_owned());
    } else if asked.kinds.contains(&Kind::Phase) {
        result.found.extend(without_posters(book));
    }
    for kind in [Kind::Questions, Kind::Checklist].into_iter().filter(|kind| asked.kinds.contains(kind)) {
        let pages = posters::pages_without(book, kind);
        if !pages.is_empty() {
            let lacks = if kind == Kind::Questions { "ask no questions" } else { "have no list to tick" };
            result.remarks.push(format!(
                "no poster of the kind `{}` for pages that {lacks}: {}",
                kind.name(),
                pages.join(", ")
            ));
        }
    }
    // Sheets may have a poster of their own: one that is composed to whole sheets.
    let tiled = options.tiles.as_ref().map(|tiles| (tiles, tile::whole(asked.sheet(), tiles)));
    let composed = tiled.filter(|(_, whole)| *whole != asked.sheet());
    if let Some((tiles, whole)) = composed {
        let landscape = whole.width() > whole.height();
        let smaller = posters::Options { size: whole, landscape, ..asked.clone() };
        let made = posters::posters(book, &smaller).map_err(|faults| failed("the posters", faults))?;
        result.remarks.push(format!(
            "the posters on sheets are composed at {} by {}: that saves a row or a column of sheets",
            whole.width(),
            whole.height()
        ));
        for poster in &made {
            report(poster, book, &smaller, &mut result);
            result.outputs.push(cut(poster, book, tiles)?);
        }
    }
    for poster in made {
        report(&poster, book, &asked, &mut result);
        if let (Some((tiles, _)), None) = (tiled, composed) {
            result.outputs.push(cut(&poster, book, tiles)?);
        }
        result.outputs.extend(files(poster, options)?);
    }
    add_print_shop(&mut result, book, (&asked, options))?;
    Ok(result)
}

/// Names the phases that have no poster.
fn without_posters(book: &Book) -> impl Iterator<Item = Diagnostic> {
    let pages = posters::phases_without(book).into_iter().filter_map(|at| book.chapters.get(at));
    pages.map(|page| {
        let message = "this phase has no pictograms, so it has no poster of its own";
        Diagnostic::new(&rules::POSTER_PICTOGRAMS, &page.place.source, page.place.span, message)
            .hint("add a list of pictograms, or say `poster: none` in front matter")
    })
}

/// The summary for the print shop, in the folder of posters.
const PREFLIGHT: &str = "preflight.txt";

/// Whether a file of the folder of posters belongs to a poster of one of these names.
fn is_poster(file: &str, names: &BTreeSet<String>) -> bool {
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let whole = posters::ENDINGS.iter().find_map(|ending| stem.strip_suffix(ending));
    file == PREFLIGHT || names.contains(stem) || whole.is_some_and(|whole| names.contains(whole))
}

/// Of which files of earlier builds, by their paths below the output folder, this build leaves
/// nothing: posters that the whole book no longer has, and the cards and sources of an older one.
pub fn outdated(book: Option<&Book>, request: &Request) -> impl Fn(&str) -> bool + use<> {
    let names = book.filter(|_| request.wants(Product::Posters)).map(posters::names);
    let sources = request.wants(Product::Typst);
    let cards = request.wants(Product::Cards);
    move |path| match path.split_once('/') {
        Some(("posters", file)) => names.as_ref().is_some_and(|names| !is_poster(file, names)),
        Some(("typst", _)) => sources,
        Some(("cards", _)) => cards,
        _ => false,
    }
}

/// Reports what one poster shows badly or leaves out.
fn report(poster: &Poster, book: &Book, options: &posters::Options, made: &mut Made) {
    let sheet = format!("the poster `{}` ({})", poster.name, size_of(poster, options));
    made.found.extend(resolution::diagnose(book, poster.chapter, &poster.shown, &sheet));
    made.remarks.extend(poster.remarks.iter().map(Fault::to_string));
    match poster.chapter.and_then(|chapter| book.chapters.get(chapter)) {
        Some(page) => made.found.extend(poster.omissions.iter().map(|omission| {
            let message = format!("the poster ({}) has {omission}", size_of(poster, options));
            Diagnostic::new(&rules::POSTER_ROOM, &page.place.source, page.place.span, message).hint(
                "choose a larger sheet with `--poster-size`, or fewer parts with `poster:` in front matter",
            )
        })),
        // A poster of the whole book has no page whose fault it could be.
        None => {
            let remark = |omission| format!("the poster `{}` has {omission}", poster.name);
            made.remarks.extend(poster.omissions.iter().map(remark));
        }
    }
}

/// The size of a poster's sheet as it was asked for; that of the sheet where the kind has its own.
fn size_of(poster: &Poster, options: &posters::Options) -> Paper {
    if poster.paper == options.sheet() { options.size } else { poster.paper }
}

/// Cuts a poster into sheets.
fn cut(poster: &Poster, book: &Book, tiles: &tile::Options) -> Result<Output, Cause> {
    let page = poster.chapter.and_then(|chapter| book.chapters.get(chapter));
    let whole = tile::Poster {
        pdf: &poster.pdf,
        paper: poster.paper,
        name: page.map_or(book.metadata.title.as_str(), |page| page.title.as_str()),
        language: page.map_or(book.metadata.language.as_str(), |page| page.language.as_str()),
        fonts: &book.fonts,
        identifier: &format!("{}/{}/tiles", book.metadata.identifier, poster.name),
    };
    let sheets = tile::tiles(&whole, tiles).map_err(|faults| failed("the sheets", faults))?;
    Ok(Output { path: format!("posters/{}-tiles.pdf", poster.name), bytes: sheets.product })
}

/// Adds the posters for the print shop, where they are asked for, and their summary.
fn add_print_shop(
    made: &mut Made,
    book: &Book,
    (posters, options): (&posters::Options, &Options),
) -> Result<(), Cause> {
    let Some(press) = &options.press else { return Ok(()) };
    let posters = posters::for_print_shop(book, posters, press)
        .map_err(|faults| failed("the posters for the print shop", faults))?;
    let summary: Vec<String> =
        posters.iter().filter_map(|poster| Some(poster.preflight.as_ref()?.to_string())).collect();
    made.summary = summary.join("\n");
    made.outputs
        .push(Output { path: format!("posters/{PREFLIGHT}"), bytes: made.summary.clone().into_bytes() });
    for poster in posters {
        made.outputs.push(Output { path: format!("posters/{}-print.pdf", poster.name), bytes: poster.pdf });
    }
    Ok(())
}

/// A poster in the formats that are asked for.
fn files(poster: Poster, options: &Options) -> Result<Vec<Output>, String> {
    let wants = |format| options.request.poster.formats.contains(&format);
    let mut files = Vec::new();
    let mut file = |ending: &str, bytes: Vec<u8>| {
        files.push(Output { path: format!("posters/{}.{ending}", poster.name), bytes });
    };
    if wants(PosterFormat::Svg) {
        file("svg", poster.svg().into_bytes());
    }
    if wants(PosterFormat::Png) {
        let failed = |error| format!("the poster `{}` could not be drawn: {error}", poster.name);
        file("png", poster.png(options.pixels.of(poster.paper)?).map_err(failed)?);
    }
    if wants(PosterFormat::Pdf) {
        file("pdf", poster.pdf);
    }
    Ok(files)
}
