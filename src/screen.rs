//! Laid-out pages for screens: SVG for web pages, PNG for slides and chats.

use std::fmt::Write as _;
use std::io::Write;

use serde::{Deserialize, Serialize};
use typst::layout::{Frame, FrameItem};
use typst_layout::Page;

use crate::paper::Paper;
use crate::xml::escape;

/// How large a PNG is to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Pixels {
    /// So many to the inch.
    #[serde(rename = "dpi")]
    PerInch(u32),
    /// So many across.
    #[serde(rename = "pixels")]
    Across(u32),
}

/// The most pixels of a PNG: an A0 poster at 300 to the inch.
pub const MOST_PIXELS: u64 = 140_000_000;

impl Pixels {
    /// Width and height of a sheet in pixels. The error says that there would
    /// be none, or more than fit into memory.
    pub fn of(self, paper: Paper) -> Result<(u32, u32), String> {
        let (width, height) = (paper.width().to_mm(), paper.height().to_mm());
        let across = match self {
            Self::PerInch(dpi) => (width / 25.4 * f64::from(dpi)).round(),
            Self::Across(pixels) => f64::from(pixels),
        };
        let down = (across * height / width).round();
        if across < 1.0 || down < 1.0 || across * down > MOST_PIXELS as f64 {
            return Err(format!(
                "expected a picture of at most {} million pixels, found {across} × {down}",
                MOST_PIXELS / 1_000_000
            ));
        }
        // In range and whole: the conversions are exact.
        Ok((across as u32, down as u32))
    }
}

/// What an SVG says of itself to those who listen to it.
#[derive(Debug, Clone, Copy)]
pub struct Described<'a> {
    /// The beginning of the ids of its title and description: two drawings in one web page must
    /// not share them.
    pub id: &'a str,
    /// Its title.
    pub title: &'a str,
    /// A BCP 47 language tag.
    pub language: &'a str,
}

/// A page as SVG: its name as the title, and all its words as the description, for those who
/// listen to it. Letters are shapes, so that it looks the same without the fonts.
pub fn svg(page: &Page, described: Described<'_>) -> String {
    let drawn = typst_svg::svg(page, &typst_svg::SvgOptions::default());
    let Some(end) = drawn.find('>') else { return drawn };
    let Described { id, title, language } = described;
    let mut svg = drawn[..end].to_owned();
    let _ = write!(
        svg,
        r#" role="img" lang="{}" aria-labelledby="{id}-title" aria-describedby="{id}-words"><title id="{id}-title">{}</title><desc id="{id}-words">{}</desc>"#,
        escaped(language),
        escaped(title),
        escaped(&words(page)),
    );
    svg.push_str(&drawn[end + 1..]);
    svg
}

/// A page as a PNG of `width` by `height` pixels, as [`Pixels::of`] gives them. The error is the
/// writer's.
pub fn png(page: &Page, (width, height): (u32, u32)) -> Result<Vec<u8>, String> {
    let scale = f64::from(width) / page.frame.width().to_pt();
    let options = typst_render::RenderOptions { pixel_per_pt: scale.into(), ..Default::default() };
    let canvas = typst_render::render(page, &options);
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_compression(png::Compression::Balanced);
    // Pages are areas of one colour: a row is most often as the one above, and to try every filter
    // takes longer than to draw it.
    encoder.set_filter(png::Filter::Up);
    // So that programs that print it know how large it is meant to be.
    let per_metre = (scale * 72.0 / 0.0254).round() as u32;
    encoder.set_pixel_dims(Some(png::PixelDimensions {
        xppu: per_metre,
        yppu: per_metre,
        unit: png::Unit::Meter,
    }));
    let mut writer = encoder.write_header().map_err(|error| error.to_string())?;
    let mut stream = writer.stream_writer().map_err(|error| error.to_string())?;
    // A row at a time: a page has some ten million bytes.
    let mut row = vec![255; width as usize * 3];
    let drawn: Vec<_> = canvas.pixels().chunks_exact(canvas.width().max(1) as usize).collect();
    for y in 0..height as usize {
        // Pages are opaque: what the sides round differently shows their last row again.
        let Some(shown) = drawn.get(y).or(drawn.last()) else { break };
        for (x, pixel) in row.as_chunks_mut::<3>().0.iter_mut().enumerate() {
            if let Some(shown) = shown.get(x).or(shown.last()) {
                *pixel = [shown.red(), shown.green(), shown.blue()];
            }
        }
        stream.write_all(&row).map_err(|error| error.to_string())?;
    }
    stream.finish().map_err(|error| error.to_string())?;
    writer.finish().map_err(|error| error.to_string())?;
    Ok(bytes)
}

/// All words of a page, in the order of reading.
fn words(page: &Page) -> String {
    let mut words = String::new();
    collect(&page.frame, &mut words);
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn collect(frame: &Frame, words: &mut String) {
    for (_, item) in frame.items() {
        match item {
            FrameItem::Group(group) => {
                collect(&group.frame, words);
                words.push(' ');
            }
            FrameItem::Text(text) => words.push_str(&text.text),
            _ => {}
        }
    }
}

fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    // A title and a description are each one line, and control characters say nothing in it.
    let line: String = text.chars().filter(|c| !c.is_control()).collect();
    escape(&line, &mut escaped);
    escaped
}
