//! Posters for screens.

use typst::model::Document;
use typst_layout::Page;

use super::Poster;
use crate::screen::{self, Described};

impl Poster {
    /// The sheet as it is laid out.
    pub(crate) fn page(&self) -> Option<&Page> {
        self.document.pages().first()
    }

    /// The poster as SVG: see [`screen::svg`].
    pub fn svg(&self) -> String {
        let Some(page) = self.page() else { return String::new() };
        let id = format!("poster-{}", self.name);
        let title = self.document.info().title.as_deref().unwrap_or(&self.name);
        screen::svg(page, Described { id: &id, title, language: &self.language })
    }

    /// The poster as a PNG of `width` by `height` pixels, as [`crate::screen::Pixels::of`] gives
    /// them. The error is the writer's.
    pub fn png(&self, size: (u32, u32)) -> Result<Vec<u8>, String> {
        screen::png(self.page().ok_or("there is no page")?, size)
    }
}
