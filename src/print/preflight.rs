//! What a file for the print shop holds, in words: the summary that goes with it.

use std::collections::BTreeSet;
use std::fmt;

use typst::layout::{Frame, FrameItem};
use typst::text::TextItem;
use typst::visualize::{Color, ImageKind, Paint, ProcessColor};
use typst_layout::PagedDocument;

use crate::book::Book;
use crate::paper::{Length, Paper};
use crate::print::Press;
use crate::print::resolution::{LEAST, Shown};

/// What a file for the print shop holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Preflight {
    /// The file's name.
    pub name: String,
    /// The sheet after trimming.
    pub trim: Paper,
    /// How far colour goes beyond it.
    pub bleed: Length,
    /// How far the medium goes beyond the bleed, for marks.
    pub marks: Length,
    /// How many pages there are.
    pub pages: usize,
    /// The fonts, by their PostScript names. All are embedded.
    pub fonts: BTreeSet<String>,
    /// The colour spaces, by their names in PDF, with what is in them.
    pub spaces: BTreeSet<&'static str>,
    /// The most ink on one place, in per cent.
    pub ink: u32,
    /// Pictures of pixels with their resolution, and drawings that are not in inks.
    pub pictures: Vec<String>,
    /// The press that it is made for, as its profile is called; none where no profile is given.
    pub intent: Option<String>,
    /// The leaves that a cover goes around, and how thick each is; none for what is no cover.
    pub spine: Option<String>,
}

impl Preflight {
    /// Looks a laid out document through.
    pub fn of(
        name: &str,
        document: &PagedDocument,
        (trim, press): (Paper, &Press),
        book: &Book,
        shown: &[Shown],
    ) -> Self {
        let intent = press.profile.as_ref().map(|profile| profile.description.clone());
        // With a profile, what is no ink is calibrated.
        let screens = if intent.is_some() { "sRGB" } else { "RGB" };
        let mut found = Self {
            name: name.to_owned(),
            trim,
            bleed: press.bleed,
            marks: super::MARKS,
            pages: document.pages().len(),
            fonts: BTreeSet::new(),
            spaces: BTreeSet::new(),
            ink: 0,
            pictures: Vec::new(),
            intent,
            spine: None,
        };
        for page in document.pages() {
            found.frame(&page.frame);
        }
        found.pictures.extend(shown.iter().filter_map(|shown| {
            let picture = book.pictures.get(shown.picture)?;
            let (width, height) = shown.size;
            let verdict = if shown.dpi < LEAST { ", too few" } else { "" };
            Some(format!(
                "{}: {:.0} dpi{verdict} ({} × {} pixels on {width:.0} × {height:.0} mm), {screens}",
                picture.path,
                shown.dpi.floor(),
                picture.width,
                picture.height
            ))
        }));
        found
    }

    fn frame(&mut self, frame: &Frame) {
        for (_, item) in frame.items() {
            match item {
                FrameItem::Group(group) => self.frame(&group.frame),
                FrameItem::Text(text) => {
                    self.fonts.extend(name_of(text));
                    self.paint(&text.fill);
                    text.stroke.iter().for_each(|stroke| self.paint(&stroke.paint));
                }
                FrameItem::Shape(shape, _) => {
                    shape.fill.iter().for_each(|paint| self.paint(paint));
                    shape.stroke.iter().for_each(|stroke| self.paint(&stroke.paint));
                }
                FrameItem::Image(image, ..) => {
                    if matches!(image.kind(), ImageKind::Svg(_)) {
                        let what = image.alt().unwrap_or("a drawing");
                        self.pictures.push(match self.intent {
                            None => format!("{what}: a drawing that inks cannot say, RGB"),
                            Some(_) => format!("{what}: a drawing, its plain colours turned into inks"),
                        });
                    }
                    let space = self.screens();
                    self.spaces.insert(space);
                }
                FrameItem::Link(..) | FrameItem::Tag(_) => {}
            }
        }
    }

    fn paint(&mut self, paint: &Paint) {
        let space = match paint {
            Paint::Solid(Color::Spot(_)) => "Separation All (marks)",
            Paint::Solid(Color::Process(colour @ ProcessColor::Cmyk(_))) => {
                let ink = colour.to_vec4().iter().sum::<f32>();
                self.ink = self.ink.max((ink * 100.0).round() as u32);
                "DeviceCMYK"
            }
            Paint::Solid(Color::Process(ProcessColor::Luma(_))) => "DeviceGray",
            _ => self.screens(),
        };
        self.spaces.insert(space);
    }

    /// The space of colours that are no inks.
    fn screens(&self) -> &'static str {
        if self.intent.is_some() { CALIBRATED } else { RGB }
    }
}

const RGB: &str = "RGB (pictures)";
const CALIBRATED: &str = "ICCBased sRGB (pictures)";

/// The PostScript name of a run's font.
fn name_of(text: &TextItem) -> Option<String> {
    const POSTSCRIPT: u16 = 6;
    let names = text.font.ttf().names();
    names.into_iter().find(|name| name.name_id == POSTSCRIPT && name.is_unicode())?.to_string()
}

impl fmt::Display for Preflight {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (width, height) = (self.trim.width().to_mm(), self.trim.height().to_mm());
        let sized = |more: f64| format!("{} × {} mm", round(width + 2.0 * more), round(height + 2.0 * more));
        let (bleed, marks) = (self.bleed.to_mm(), self.marks.to_mm());
        let list = |items: &BTreeSet<String>| items.iter().cloned().collect::<Vec<_>>().join(", ");
        let spaces: Vec<_> = self.spaces.iter().copied().collect();
        writeln!(f, "{}", self.name)?;
        if let Some(intent) = &self.intent {
            writeln!(f, "  standard    PDF/X-4, for {intent}")?;
        }
        writeln!(f, "  pages       {}", self.pages)?;
        writeln!(f, "  TrimBox     {}", sized(0.0))?;
        writeln!(f, "  BleedBox    {} (bleed {} mm)", sized(bleed), round(bleed))?;
        writeln!(f, "  MediaBox    {} (with marks)", sized(bleed + marks))?;
        if let Some(spine) = &self.spine {
            writeln!(f, "  spine       {spine}")?;
        }
        writeln!(f, "  fonts       {} (embedded)", list(&self.fonts))?;
        writeln!(f, "  colours     {}", spaces.join(", "))?;
        writeln!(f, "  most ink    {}%", self.ink)?;
        if self.pictures.is_empty() {
            writeln!(f, "  pictures    none of pixels")?;
        }
        for (at, picture) in self.pictures.iter().enumerate() {
            writeln!(f, "  {:11} {picture}", if at == 0 { "pictures" } else { "" })?;
        }
        Ok(())
    }
}

/// Tenths of a millimetre, and none where there are none.
fn round(mm: f64) -> f64 {
    (mm * 10.0).round() / 10.0
}
