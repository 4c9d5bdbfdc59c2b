//! `phasebook preview`: the desk.

use super::{PreviewArgs, paint, say};
use crate::desk;

/// Serves the desk until the process ends. The error is a message for the user.
pub fn run(args: &PreviewArgs) -> Result<u8, String> {
    let open =
        desk::Open { named: args.site.site.clone(), port: args.port, system_fonts: args.fonts.system_fonts };
    let told = |address: &str, moved: bool| {
        if moved && args.port != 0 {
            say::remark(format_args!("{}: port {} is taken\n", paint("note", "1"), args.port));
        }
        // Where nobody hears it, the browser may be told all the same.
        let _ = say::answer(format_args!("the desk is at {address}\npress Ctrl+C to close it\n"));
        if args.open
            && let Err(error) = open::that_detached(address)
        {
            say::remark(format_args!("{}: the browser could not be opened: {error}\n", paint("note", "1")));
        }
    };
    match if std::env::var_os(desk::KEPT).is_some() { desk::serve(&open)? } else { desk::keep(&open, told)? } {}
}
