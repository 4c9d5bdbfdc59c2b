//! phasebook turns a folder of Markdown phase pages into a PDF handbook, an
//! EPUB and wall posters.
pub mod diagnostic;
pub mod files;
pub mod handbook;
pub mod lint;
pub mod model;
pub mod paper;
pub mod posters;
pub mod report;
pub mod site;
pub mod source;
pub mod theme;
pub mod typeset;
