//! Parses arguments, calls, prints one error, chooses the exit code.

use std::process::ExitCode;
use zhiliang::cli::Cli;
use zhiliang::error::Error;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = match Cli::of_process() {
        Ok(cli) => cli,
        Err(code) => return ExitCode::from(code),
    };
    let tell = cli.teller();
    match cli.execute() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let code = error.downcast_ref::<Error>().map_or(1, Error::exit_code);
            tell(&error, code);
            ExitCode::from(code)
        }
    }
}
