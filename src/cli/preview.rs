//! `phasebook preview`: the preview.

use super::args::PreviewArgs;
use super::{paint, say};
use crate::preview;

/// Serves the preview until the process ends. The error is a message for the user.
#[allow(
    clippy::disallowed_methods,
    reason = "the supervisor marks the process that it starts in the environment"
)]
pub fn run(args: &PreviewArgs) -> Result<u8, String> {
    let open = preview::Open {
        named: args.site.site.clone(),
        root: args.site.root.clone(),
        port: args.port,
        system_fonts: args.fonts.system_fonts,
    };
    let told = |address: &str, taken: Option<u16>| {
        if let Some(port) = taken {
            say::stderr(format_args!("{}: port {port} is taken\n", paint("note", "1")));
        }
        // Where nobody hears it, the browser may be told all the same.
        let _ = say::stdout(format_args!("the preview is at {address}\npress Ctrl+C to close it\n"));
        if args.open
            && let Err(error) = open::that_detached(address)
        {
            say::stderr(format_args!("{}: the browser could not be opened: {error}\n", paint("note", "1")));
        }
    };
    match if std::env::var_os(preview::KEPT).is_some() {
        preview::serve(&open)?
    } else {
        preview::keep(&open, told)?
    } {}
}
