//! Imposition: finished PDF pages onto the sheets that a printer has.
//!
//! It knows pages and sheets, not documents. A page is placed as a picture, so
//! it is embedded once however often it is cut.

pub mod tile;
