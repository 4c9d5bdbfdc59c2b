//! A request with the site's own wishes where it says nothing, checked for contradictions.

use std::sync::Arc;

use super::project::SiteProfile;
use super::request::{
    CardRequest, HandbookRequest, Handout, HandoutRequest, PosterFormat, PosterRequest, PressRequest,
    Product, Request, USUAL_DPI,
};
use crate::config::{Config, PrintShop};
use crate::diagnostic::{Diagnostic, rules};
use crate::imposition::cards::CardOptions as SheetOptions;
use crate::imposition::tile;
use crate::paper::{Length, Paper};
use crate::posters::{Kind, Pixels};
use crate::print::Press;
use crate::print::spine::Thickness;
use crate::source::Spanned;
use crate::{cards, handbook, imposition, posters, print};

/// What is to be made, with nothing left to decide.
#[derive(Debug, Clone)]
pub struct Options {
    /// What was asked for.
    pub request: Request,
    /// How the handbook is made.
    pub handbook: handbook::Options,
    /// How the posters are made.
    pub posters: posters::Options,
    /// How the posters are cut into sheets.
    pub tiles: Option<tile::Options>,
    /// How the cards are made.
    pub cards: cards::Options,
    /// How the cards are placed on sheets.
    pub card_sheets: SheetOptions,
    /// The size of posters as PNG.
    pub pixels: Pixels,
    /// What the print shop asks for; none where nothing is made for one.
    pub press: Option<Press>,
    /// How thick a leaf of the book is whose cover goes around it; none where none does.
    pub wrap: Option<Thickness>,
    /// The handouts, each once.
    pub handouts: Vec<Handout>,
    /// Whether worksheets are made with fields to fill in on a screen.
    pub fillable: bool,
}

impl Options {
    /// Settles a request. What it says wins over what the configuration says. The error is a
    /// message for the user.
    pub fn new(request: Request, config: &Config) -> Result<Self, String> {
        let handbook = handbook_options(&request.handbook, config)?;
        check_onix(&request, config)?;
        let tiles = request.poster.tile.map(|sheet| tile_options(&request.poster, sheet));
        let posters = poster_options(&request.poster, config)?;
        if let Some(tiles) = &tiles {
            tile::plan(posters.size, tiles)?;
        }
        let cards = card_options(&request.card, config)?;
        let card_sheets = SheetOptions {
            sheet: request.card.sheet.unwrap_or(if handbook.paper.portrait() == Paper::LETTER {
                Paper::LETTER
            } else {
                Paper::A4
            }),
            margin: request.poster.printer_margin,
            flip: request.card.flip,
            offset: request.card.back_offset.to_mm(),
        };
        if request.wants(Product::Cards) {
            imposition::cards::plan(cards.size, &card_sheets)?;
        }
        Ok(Self {
            cards,
            card_sheets,
            handbook,
            pixels: pixels(&request, &posters)?,
            posters,
            tiles,
            press: request.print_shop.then(|| Press {
                bleed: request.handbook.bleed.unwrap_or(print::USUAL_BLEED),
                profile: None,
            }),
            wrap: wrap(&request, &config.print_shop)?,
            handouts: handouts(&request.handout)?,
            fillable: request.fillable || (request.worksheet && config.fillable_worksheets),
            request,
        })
    }
}

impl Options {
    /// The same with the profile of the press that the site names, where the command names none. Nothing is
    /// made for the print shop where that cannot be used.
    pub fn with_profile(&self, of_site: &SiteProfile) -> Self {
        let mut options = self.clone();
        match (&mut options.press, of_site) {
            (Some(press), SiteProfile::Usable(profile)) => {
                press.profile.get_or_insert_with(|| Arc::clone(profile));
            }
            (Some(Press { profile: None, .. }), SiteProfile::Unusable) => options.press = None,
            _ => {}
        }
        options
    }
}

/// How thick a leaf of the book is whose cover goes around it; none where none does. The error is a message
/// for the user.
fn wrap(request: &Request, written: &PrintShop) -> Result<Option<Thickness>, String> {
    let PressRequest { wrap_cover, paper_thickness } = request.press;
    if wrap_cover && !request.print_shop {
        return Err("`--wrap-cover` is for print shops; add `--print-shop`".to_owned());
    }
    if wrap_cover && !request.wants(Product::Handbook) {
        return Err("`--wrap-cover` goes around the handbook; add `handbook` to `--only`".to_owned());
    }
    let wrapped = wrap_cover || request.print_shop && written.wrap_cover.unwrap_or(false);
    if !wrapped {
        return match paper_thickness {
            Some(_) => {
                Err("`--paper-thickness` is for a cover around the leaves; add `--wrap-cover`".to_owned())
            }
            None => Ok(None),
        };
    }
    let of_site = written.paper_thickness.as_ref().map(|text| Thickness::parse(&text.value)).transpose();
    let of_site = of_site.map_err(|error| format!("`print-shop: paper-thickness`: {error}"))?;
    Ok(Some(paper_thickness.or(of_site).unwrap_or(Thickness::USUAL)))
}

/// Takes sizes and kinds out of a configuration that cannot be followed, and names them: `check` and
/// `build` say the same of them, and what else there is can be made.
pub fn check(config: &mut Config, diagnostics: &mut Vec<Diagnostic>) {
    let Some(source) = config.source.clone() else { return };
    let mut follows = |setting: &str, written: &Spanned<String>, fault: Option<String>| {
        let Some(fault) = fault else { return true };
        let message = format!("`{setting}` is not followed: {fault}");
        diagnostics.push(
            Diagnostic::new(&rules::CONFIG_VALUE, &source, written.span, message)
                .hint("mend the value; until then the usual one counts"),
        );
        false
    };
    let sender = config.publisher.is_some();
    config.publishing.onix = config.publishing.onix.take().filter(|onix| {
        let fault = (onix.value && !sender)
            .then(|| "ONIX needs to know who sends it, and there is no `publisher`".to_owned());
        follows("epub: onix", &Spanned { span: onix.span, value: String::new() }, fault)
    });
    config.paper = config.paper.take().filter(|size| follows("paper", size, Paper::parse(&size.value).err()));
    let posters = &mut config.posters;
    posters.size =
        posters.size.take().filter(|size| follows("posters: size", size, Paper::parse(&size.value).err()));
    posters.kinds.retain(|kind| follows("posters: kinds", kind, Kind::parse(&kind.value).err()));
    let shop = &mut config.print_shop;
    shop.paper_thickness = shop.paper_thickness.take().filter(|thickness| {
        follows("print-shop: paper-thickness", thickness, Thickness::parse(&thickness.value).err())
    });
    let deck = &mut config.cards;
    deck.size = deck.size.take().filter(|size| follows("cards: size", size, cards::size(&size.value).err()));
    deck.kinds.retain(|kind| follows("cards: kinds", kind, cards::Kind::parse(&kind.value).err()));
    deck.front.retain(|part| follows("cards: front", part, cards::FrontPart::parse(&part.value).err()));
    deck.order = deck
        .order
        .take()
        .filter(|order| follows("cards: order", order, cards::Order::parse(&order.value).err()));
}

/// Whether shops can be told of the EPUB. The error is a message for the user.
fn check_onix(request: &Request, config: &Config) -> Result<(), String> {
    if request.onix && !request.wants(Product::Epub) {
        return Err("`--onix` tells shops of the EPUB, and none is built; add `epub` to `--only`".to_owned());
    }
    if request.onix && config.publisher.is_none() {
        return Err("ONIX needs to know who sends it; write `publisher:` in phasebook.yaml".to_owned());
    }
    Ok(())
}

/// How the handbook is made. The error is a message for the user.
pub fn handbook_options(request: &HandbookRequest, config: &Config) -> Result<handbook::Options, String> {
    let paper = match (request.paper, &config.paper) {
        (Some(paper), _) => paper,
        (None, Some(written)) => Paper::parse(&written.value)
            .map_err(|error| format!("`paper` in the site's configuration: {error}"))?,
        (None, None) => Paper::A4,
    };
    Ok(handbook::Options {
        paper,
        two_sided: request.two_sided,
        bleed: request.bleed.unwrap_or(Length::ZERO),
        greyscale: request.greyscale,
        index: config.index,
        title_page: config.publishing.title_page,
        phase_spread: config.publishing.phase_spread.unwrap_or(false),
        pictograms: config.list_of_pictograms || request.list_of_pictograms,
        ..handbook::Options::default()
    })
}

/// How the posters are made. The error is a message for the user.
pub fn poster_options(request: &PosterRequest, config: &Config) -> Result<posters::Options, String> {
    let written = &config.posters;
    let usual = posters::Options::default();
    let size = match &written.size {
        Some(size) => Paper::parse(&size.value).map_err(|error| format!("`posters: size`: {error}"))?,
        None => usual.size,
    };
    let kinds = written.kinds.iter().map(|name| Kind::parse(&name.value));
    let kinds: Vec<_> =
        kinds.collect::<Result<_, _>>().map_err(|error| format!("`posters: kinds`: {error}"))?;
    Ok(posters::Options {
        kinds: [&request.kinds, &kinds]
            .into_iter()
            .find(|kinds| !kinds.is_empty())
            .cloned()
            .unwrap_or(usual.kinds),
        size: request.size.unwrap_or(size),
        landscape: request.landscape || written.landscape.unwrap_or(usual.landscape),
        pictograms_as_is: written.pictograms_as_is,
        progress: usual.progress,
    })
}

/// How the cards are made. The error is a message for the user.
pub fn card_options(request: &CardRequest, config: &Config) -> Result<cards::Options, String> {
    let written = &config.cards;
    let usual = cards::Options::default();
    let size = match (request.size, &written.size) {
        (Some(size), _) => size,
        (None, Some(size)) => cards::size(&size.value).map_err(|error| format!("`cards: size`: {error}"))?,
        (None, None) => usual.size,
    };
    let landscape = request.landscape || written.landscape.unwrap_or(false);
    let kinds: Result<Vec<cards::Kind>, String> =
        written.kinds.iter().map(|kind| cards::Kind::parse(&kind.value)).collect();
    let kinds = kinds.map_err(|error| format!("`cards: kinds`: {error}"))?;
    let front: Result<Vec<cards::FrontPart>, String> =
        written.front.iter().map(|part| cards::FrontPart::parse(&part.value)).collect();
    let front = front.map_err(|error| format!("`cards: front`: {error}"))?;
    let order = written.order.as_ref().map(|order| cards::Order::parse(&order.value));
    let back: Vec<cards::Field> =
        written.back.iter().map(|field| cards::Field::named(&field.value)).collect();
    Ok(cards::Options {
        kinds: [&request.kinds, &kinds]
            .into_iter()
            .find(|kinds| !kinds.is_empty())
            .cloned()
            .unwrap_or(usual.kinds),
        size: if landscape { size.landscape() } else { size },
        front: if front.is_empty() { usual.front } else { front },
        back: if back.is_empty() { usual.back } else { back },
        order: order.transpose().map_err(|error| format!("`cards: order`: {error}"))?.unwrap_or(usual.order),
    })
}

fn tile_options(request: &PosterRequest, sheet: Paper) -> tile::Options {
    tile::Options {
        sheet,
        overlap: request.overlap,
        margin: request.printer_margin,
        marks: !request.no_marks,
    }
}

/// The size of a PNG. The error says that there would be too many pixels, or that no PNG is made.
fn pixels(request: &Request, posters: &posters::Options) -> Result<Pixels, String> {
    let asked = request.poster.resolution;
    let pixels = asked.unwrap_or(Pixels::PerInch(USUAL_DPI));
    if request.poster.formats.contains(&PosterFormat::Png) {
        pixels.of(posters.sheet())?;
        return Ok(pixels);
    }
    let option = match asked {
        _ if request.wants(Product::Cards) && request.card.formats.contains(&PosterFormat::Png) => {
            return Ok(pixels);
        }
        None => return Ok(pixels),
        Some(Pixels::PerInch(_)) => "--dpi",
        Some(Pixels::Across(_)) => "--pixels",
    };
    Err(format!("`{option}` is for pictures; add `--poster-format png`"))
}

/// The handouts, each once. The error says that an option is for booklets where none is made.
fn handouts(request: &HandoutRequest) -> Result<Vec<Handout>, String> {
    let mut kinds = request.kinds.clone();
    kinds.sort();
    kinds.dedup();
    if !kinds.contains(&Handout::Booklet) {
        let given = [("--signature", request.signature.is_some()), ("--creep", request.creep > Length::ZERO)];
        if let Some((option, _)) = given.iter().find(|(_, given)| *given) {
            return Err(format!("`{option}` is for booklets; add `--handout booklet`"));
        }
    }
    Ok(kinds)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::configure;
    use crate::files::Memory;

    fn options(config: &str, request: &str) -> Result<Options, String> {
        let (config, _) = configure(&Memory::new([("phasebook.yaml", config)]), "");
        Options::new(serde_json::from_str(request).unwrap(), &config)
    }

    /// Configuration, request, and one thing that comes of both.
    type Case = (&'static str, &'static str, &'static str);

    fn check(cases: &[Case], seen: impl Fn(&Options) -> String) {
        for (config, request, expected) in cases {
            let found =
                options(config, request).map_or_else(|error| format!("error: {error}"), |all| seen(&all));
            assert_eq!(found, *expected, "{config} {request}");
        }
    }

    #[test]
    fn papers_come_from_the_command_then_the_site_then_a4() {
        check(
            &[
                ("", "{}", "a4"),
                ("paper: a5", "{}", "a5"),
                ("paper: a5", r#"{"handbook":{"paper":"letter"}}"#, "letter"),
                ("", r#"{"handbook":{"paper":"170x240mm"}}"#, "170x240mm"),
            ],
            |all| all.handbook.paper.to_string(),
        );
        assert!(options("paper: a55", "{}").unwrap_err().starts_with("`paper` in the site's configuration"));
    }

    #[test]
    fn worksheets_are_fillable_where_the_command_says_so_or_the_site_and_worksheets_are_made() {
        let site = "fillable-worksheets: true";
        check(
            &[
                ("", r#"{"worksheet":true}"#, "false"),
                ("", r#"{"fillable":true}"#, "true"),
                (site, "{}", "false"),
                (site, r#"{"worksheet":true}"#, "true"),
            ],
            |all| all.fillable.to_string(),
        );
    }

    #[test]
    fn what_cannot_be_followed_is_named_at_its_line_and_the_usual_counts() {
        let text = "paper: a55\nposters:\n  size: A99\n  kinds: [foo, overview]\n";
        let (mut config, mut found) = configure(&Memory::new([("phasebook.yaml", text)]), "");
        super::check(&mut config, &mut found);
        let lines: Vec<usize> =
            found.iter().map(|fault| fault.place.source.position(fault.place.span.range().start).0).collect();
        assert_eq!(lines, [1, 3, 4], "{found:?}");
        let options = Options::new(Request::default(), &config).unwrap();
        assert_eq!(options.handbook.paper, Paper::A4);
        assert_eq!((options.posters.size, options.posters.kinds), (Paper::A3, vec![Kind::Overview]));
    }

    #[test]
    fn posters_come_from_the_command_then_the_site_then_a3() {
        let seen = |all: &Options| {
            let kinds: Vec<&str> = all.posters.kinds.iter().map(|kind| kind.name()).collect();
            let way = if all.posters.landscape { " across" } else { "" };
            format!("{}{way}: {}", all.posters.size, kinds.join(" "))
        };
        check(
            &[
                ("", "{}", "a3: phases overview"),
                ("posters:\n  size: a1\n  landscape: true\n  kinds: [overview]", "{}", "a1 across: overview"),
                (
                    "posters:\n  size: a1\n  kinds: [overview]",
                    r#"{"poster":{"size":"a2","kinds":["wall-chart"]}}"#,
                    "a2: wall-chart",
                ),
                (
                    "posters:\n  landscape: false",
                    r#"{"poster":{"landscape":true}}"#,
                    "a3 across: phases overview",
                ),
            ],
            seen,
        );
    }

    #[test]
    fn lists_of_pictograms_are_made_where_the_command_or_the_site_asks() {
        let request = r#"{"handbook":{"list-of-pictograms":true}}"#;
        check(
            &[
                ("", "{}", "false"),
                ("list-of-pictograms: true", "{}", "true"),
                ("", request, "true"),
                ("list-of-pictograms: false", request, "true"),
            ],
            |all| all.handbook.pictograms.to_string(),
        );
    }

    #[test]
    fn print_shops_get_three_millimetres_unless_another_bleed_is_asked_for() {
        let seen = |all: &Options| format!("{:?}", all.press.as_ref().map(|press| press.bleed.to_mm()));
        check(
            &[
                ("", "{}", "None"),
                ("", r#"{"handbook":{"bleed":5}}"#, "None"),
                ("", r#"{"print-shop":true}"#, "Some(3.0)"),
                ("", r#"{"print-shop":true,"handbook":{"bleed":5}}"#, "Some(5.0)"),
            ],
            seen,
        );
    }

    #[test]
    fn options_that_serve_nothing_are_refused() {
        let seen = |all: &Options| format!("{:?} {:?}", all.handouts, all.pixels);
        check(
            &[
                (
                    "",
                    r#"{"handout":{"kinds":["2up","booklet","2up"],"signature":8}}"#,
                    "[Booklet, TwoUp] PerInch(150)",
                ),
                (
                    "",
                    r#"{"handout":{"kinds":["2up"],"signature":8}}"#,
                    "error: `--signature` is for booklets; add `--handout booklet`",
                ),
                (
                    "",
                    r#"{"handout":{"creep":0.1}}"#,
                    "error: `--creep` is for booklets; add `--handout booklet`",
                ),
                (
                    "",
                    r#"{"poster":{"resolution":{"dpi":96}}}"#,
                    "error: `--dpi` is for pictures; add `--poster-format png`",
                ),
                ("", r#"{"poster":{"formats":["png"],"resolution":{"pixels":800}}}"#, "[] Across(800)"),
            ],
            seen,
        );
        assert!(options("", r#"{"poster":{"formats":["png"],"resolution":{"dpi":99999}}}"#).is_err());
    }
}
