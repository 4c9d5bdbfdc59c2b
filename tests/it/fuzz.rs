//! The fuzz targets, for a short while and without a fuzzer: what fuzzers found once,
//! then seeds spoiled at random. `make fuzz` runs them for long.

#[path = "../../fuzz/targets.rs"]
mod targets;

use std::panic::catch_unwind;

use crate::common::spoiled::{files, marks, seeds, spoiled};
use targets::TARGETS;

/// How many spoiled inputs each target gets: whole builds take the longest.
const RUNS: [(&str, usize); 6] =
    [("front_matter", 1500), ("reader", 500), ("html", 500), ("svg", 60), ("image", 60), ("book", 12)];

/// What a target's inputs are made from.
fn seeds_of(target: &str) -> Vec<Vec<u8>> {
    match target {
        "front_matter" => {
            let front = |page: Vec<u8>| {
                let text = String::from_utf8(page).ok()?;
                Some(text.strip_prefix("---\n")?.split("\n---").next()?.as_bytes().to_vec())
            };
            seeds()
                .into_iter()
                .filter_map(front)
                .chain([include_bytes!("../../phasebook.yaml").to_vec()])
                .collect()
        }
        "svg" => files("assets/pictograms").into_iter().filter(|file| file.starts_with(b"<")).collect(),
        "image" => ["png", "jpg", "gif", "webp"].into_iter().map(picture).collect(),
        _ => seeds(),
    }
}

/// A small picture of a kind.
fn picture(kind: &str) -> Vec<u8> {
    let format = image::ImageFormat::from_extension(kind).unwrap();
    let mut bytes = std::io::Cursor::new(Vec::new());
    let shades = |x: u32, y: u32| image::Rgb([(x * 20) as u8, (y * 20) as u8, 128]);
    image::RgbImage::from_fn(12, 9, shades).write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

#[test]
fn every_target_takes_what_fuzzers_found_and_spoiled_seeds() {
    let marks = marks();
    let mut random = fastrand::Rng::with_seed(11);
    for ((name, target), (of, runs)) in TARGETS.into_iter().zip(RUNS) {
        assert_eq!(name, of);
        let seeds = seeds_of(name);
        assert!(!seeds.is_empty(), "{name} has seeds");
        let found = files(&format!("fuzz/cases/{name}"));
        let inputs = found.into_iter().chain(seeds.clone());
        for input in inputs.chain(std::iter::repeat_with(|| spoiled(&mut random, &seeds, &marks)).take(runs))
        {
            let text = String::from_utf8_lossy(&input);
            assert!(catch_unwind(|| target(&input)).is_ok(), "{name} fails at {text:?}");
        }
    }
}
