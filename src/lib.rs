//! phasebook turns a folder of Markdown phase pages into a PDF handbook, an
//! EPUB and wall posters.
//!
//! The pipeline, stage by stage:
//!
//! 1. [`source::read`] reads one file into one [`source::Page`]. It never fails:
//!    what is wrong comes back as [`diagnostic::Diagnostic`]s beside the page.
//! 2. [`model`] is what a page is made of: blocks and inlines, no markup.
//! 3. [`site::settle`] makes of all pages one [`site::Book`]: ordered, linked, with
//!    every picture found and every default settled.
//! 4. [`changes::mark`] marks what has changed since an earlier edition, which [`history`] reads.
//! 5. [`handbook::handbook`] makes the PDF, [`epub::epub`] the EPUB,
//!    [`posters::posters`] the posters, [`cards::deck`] the cards.
//!
//! Backends do no I/O: they take a book and return bytes. Files are read through
//! [`files::Files`]; only [`cli`] touches disk, environment and terminal.

#![warn(missing_docs)]

pub mod book;
pub mod build;
pub mod cards;
pub mod changes;
pub mod cli;
pub mod config;
pub mod diagnostic;
pub mod diagrams;
pub mod epub;
pub mod files;
pub mod fonts;
pub mod generators;
pub mod grammars;
pub mod handbook;
pub mod history;
pub mod images;
pub mod imposition;
pub mod limits;
pub mod model;
mod names;
pub mod pagination;
pub mod paper;
mod parallel;
mod paths;
pub mod pdf;
pub mod posters;
pub mod preview;
pub mod print;
pub mod progress;
mod qr;
pub mod report;
pub mod screen;
mod sentence;
pub mod site;
pub mod source;
pub mod theme;
pub mod translation;
pub mod typeset;
pub mod verify;
mod walk;
pub mod words;
mod xml;
mod yaml;
