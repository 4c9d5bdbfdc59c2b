//! Pictures that move: whether they flash, which may bring on seizures (WCAG 2.2, 2.3.1).

use std::io::Cursor;

use image::codecs::gif::GifDecoder;
use image::codecs::png::PngDecoder;
use image::codecs::webp::WebPDecoder;
use image::{AnimationDecoder, Frames, ImageDecoder, RgbaImage};

use crate::book::MediaType;

/// Pixels of all frames that are looked at. A longer picture is taken for one that flashes.
const MOST_PIXELS: u64 = 200_000_000;
/// Frames that are looked at.
const MOST_FRAMES: usize = 5_000;
/// Cells along each side in which light is compared.
const CELLS: u32 = 16;
/// Flashes within a second that are too many.
const TOO_MANY: usize = 4;
/// Milliseconds of the second.
const SECOND: u64 = 1000;

/// How a picture moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Motion {
    /// Whether it has more than one frame.
    pub moves: bool,
    /// Whether a quarter of it flashes more than three times in a second.
    pub flashes: bool,
}

/// How a picture moves; what cannot be decoded stands still.
pub(super) fn motion(media: MediaType, bytes: &[u8]) -> Motion {
    let cursor = Cursor::new(bytes);
    match media {
        MediaType::Gif => GifDecoder::new(cursor).map_or_else(
            |_| Motion::default(),
            |it| {
                let size = it.dimensions();
                look(size, it.into_frames())
            },
        ),
        MediaType::Png => match PngDecoder::new(cursor) {
            Ok(it) if it.is_apng().unwrap_or(false) => {
                let size = it.dimensions();
                it.apng().map_or_else(|_| Motion::default(), |it| look(size, it.into_frames()))
            }
            _ => Motion::default(),
        },
        MediaType::Webp => match WebPDecoder::new(cursor) {
            Ok(it) if it.has_animation() => look(it.dimensions(), it.into_frames()),
            _ => Motion::default(),
        },
        MediaType::Jpeg | MediaType::Svg => Motion::default(),
    }
}

fn look((width, height): (u32, u32), frames: Frames<'_>) -> Motion {
    let each = u64::from(width) * u64::from(height);
    let mut seen: Vec<(Vec<f32>, u64)> = Vec::new();
    for frame in frames.map_while(Result::ok) {
        if (seen.len() as u64 + 1) * each > MOST_PIXELS || seen.len() == MOST_FRAMES {
            return Motion { moves: true, flashes: true };
        }
        let (numerator, denominator) = frame.delay().numer_denom_ms();
        let delay = u64::from(numerator / denominator.max(1));
        // What asks for less than 20 ms is shown for 100, by every browser.
        seen.push((lights(frame.buffer()), if delay < 20 { 100 } else { delay }));
    }
    let moves = seen.len() > 1;
    Motion { moves, flashes: moves && flashes(&seen) }
}

/// Whether a quarter of the cells flash, of frames that are shown for so many milliseconds each,
/// again and again.
fn flashes(frames: &[(Vec<f32>, u64)]) -> bool {
    let length: u64 = frames.iter().map(|(_, delay)| delay).sum();
    let mut cells: Vec<Cell> = vec![Cell::default(); (CELLS * CELLS) as usize];
    let mut now = 0;
    for (lights, delay) in frames.iter().cycle() {
        cells.iter_mut().zip(lights).for_each(|(cell, light)| cell.see(*light, now));
        now += delay;
        if now > length + 2 * SECOND {
            break;
        }
    }
    cells.iter().filter(|cell| cell.flashes()).count() * 4 >= cells.len()
}

/// The mean relative luminance of each cell, 0 to 1.
fn lights(frame: &RgbaImage) -> Vec<f32> {
    let mut sums = vec![(0.0, 0.0); (CELLS * CELLS) as usize];
    let (width, height) = (frame.width().max(1), frame.height().max(1));
    for (x, y, pixel) in frame.enumerate_pixels() {
        let cell = (y * CELLS / height) * CELLS + x * CELLS / width;
        let [r, g, b, a] = pixel.0.map(|channel| f32::from(channel) / 255.0);
        // A gamma of 2 is near enough for a tenth of full light. Paper is white.
        let light = 0.2126 * r * r + 0.7152 * g * g + 0.0722 * b * b;
        let (sum, count) = &mut sums[cell as usize];
        *sum += light * a + 1.0 - a;
        *count += 1.0;
    }
    sums.into_iter().map(|(sum, count)| if count > 0.0 { sum / count } else { 1.0 }).collect()
}

/// Light and its changes in one cell.
#[derive(Debug, Clone, Default)]
struct Cell {
    /// The last extreme, and whether light has risen to it.
    extreme: Option<(f32, bool)>,
    /// When light turned by a tenth of full light or more, in milliseconds.
    turns: Vec<u64>,
}

impl Cell {
    fn see(&mut self, light: f32, now: u64) {
        let Some((extreme, rising)) = self.extreme else {
            self.extreme = Some((light, false));
            return;
        };
        let change = light - extreme;
        if self.turns.is_empty() && change.abs() >= 0.1 || change.abs() >= 0.1 && (change > 0.0) != rising {
            if extreme.min(light) < 0.8 {
                self.turns.push(now);
            }
            self.extreme = Some((light, change > 0.0));
        } else if !self.turns.is_empty() && (change > 0.0) == rising {
            self.extreme = Some((light, rising));
        }
    }

    /// Whether more than three pairs of changes stand in a second.
    fn flashes(&self) -> bool {
        self.turns.windows(2 * TOO_MANY).any(|some| some[some.len() - 1] - some[0] <= SECOND)
    }
}

#[cfg(test)]
mod tests {
    use image::codecs::gif::GifEncoder;
    use image::{Delay, Frame};

    use super::*;

    fn gif(delay: u32, colours: &[[u8; 3]]) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut encoder = GifEncoder::new(&mut bytes);
        for [r, g, b] in colours {
            let buffer = RgbaImage::from_pixel(20, 20, image::Rgba([*r, *g, *b, 255]));
            let frame = Frame::from_parts(buffer, 0, 0, Delay::from_numer_denom_ms(delay, 1));
            encoder.encode_frame(frame).unwrap();
        }
        drop(encoder);
        bytes
    }

    #[test]
    fn flashes_are_told_from_slow_and_faint_changes() {
        let (black, white, grey) = ([0; 3], [255; 3], [240; 3]);
        for (delay, colours, flashes) in [
            (50, vec![black, white], true),
            (100, vec![black, white], true),
            (500, vec![black, white], false),
            (50, vec![white, grey], false),
            (50, vec![black], false),
        ] {
            let bytes = gif(delay, &colours.repeat(6));
            assert_eq!(motion(MediaType::Gif, &bytes).flashes, flashes, "{delay} {colours:?}");
        }
        assert_eq!(motion(MediaType::Gif, b"GIF89a"), Motion::default());
    }
}
