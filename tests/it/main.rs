//! The tests of the whole program, in one binary, so that the layout engine is linked once.
//!
//! A module a subject; `cargo test --release --test it MODULE` runs one.

// What the program must not do, its judges may: read the clock, the environment and the terminal.
#![allow(clippy::disallowed_methods, clippy::disallowed_macros)]

mod common;

mod any_input;
mod brand;
mod cards;
mod changes;
mod claims;
mod code;
mod commands;
mod commonmark;
mod compiled_once;
mod deterministic;
mod diagrams;
mod ecosystem;
mod endurance;
mod epub;
mod formulas;
mod fuzz;
mod generators;
mod guide;
mod handbook_print;
mod handout;
mod hostile;
mod hostile_site;
mod index;
mod ink;
mod interrupted;
mod kramdown;
mod languages;
mod layers;
mod licences;
mod names;
mod nothing_lost;
mod odd_input;
mod package;
mod page_contents;
mod pictures;
mod poster_fit;
mod poster_print;
mod press;
mod preview;
mod preview_edits;
mod products;
mod progress;
mod reading;
mod report;
mod room;
mod scripts;
mod sites;
mod slips;
mod streams;
mod theme;
mod typography;
mod words_kept;
mod worksheet;
mod worksheet_fields;
