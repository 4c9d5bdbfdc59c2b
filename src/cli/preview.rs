//! `phasebook preview`: the desk.

use super::{PreviewArgs, paint};
use crate::desk;

/// Serves the desk until the process ends. The error is a message for the user.
pub fn run(args: &PreviewArgs) -> Result<u8, String> {
    let open =
        desk::Open { named: args.site.site.clone(), port: args.port, system_fonts: args.fonts.system_fonts };
    desk::open(&open, |address, moved| {
        if moved && args.port != 0 {
            eprintln!("{}: port {} is taken", paint("note", "1"), args.port);
        }
        println!("the desk is at {address}");
        println!("press Ctrl+C to close it");
        if args.open
            && let Err(error) = open::that_detached(address)
        {
            eprintln!("{}: the browser could not be opened: {error}", paint("note", "1"));
        }
    })
}
