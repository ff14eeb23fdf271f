//! The words around the help texts in Chinese; shell completions and man pages from the same arguments.

use super::Cli;
use anyhow::Result;
use clap::{Arg, ArgAction, Command, CommandFactory};

const TEMPLATE: &str = "{about}\n\n用法：{usage}\n\n{all-args}";

/// The arguments with Chinese headings.
pub(super) fn command() -> Command {
    let version = Arg::new("version").short('V').long("version").action(ArgAction::Version).help("显示版本");
    chinese(Cli::command().disable_version_flag(true).disable_help_subcommand(true))
        .arg(version.help_heading("选项"))
}

fn chinese(command: Command) -> Command {
    let help = Arg::new("help").short('h').long("help").action(ArgAction::Help).help("显示帮助");
    command
        .help_template(TEMPLATE)
        .subcommand_help_heading("命令")
        .subcommand_value_name("命令")
        .disable_help_flag(true)
        .arg(help)
        .mut_args(|arg| {
            let heading = if arg.is_positional() { "参数" } else { "选项" };
            arg.help_heading(heading)
        })
        .mut_subcommands(chinese)
}

/// The script that completes the arguments in a shell.
pub(super) fn completions(shell: clap_complete::Shell) -> Vec<u8> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command(), "zhiliang", &mut script);
    script
}

/// The man page of the program, or of one of its commands.
pub(super) fn man(name: Option<&str>) -> Result<Vec<u8>> {
    let mut whole = command();
    whole.build();
    let page = match name {
        None => whole,
        Some(name) => {
            let known = || whole.get_subcommands().map(Command::get_name).collect::<Vec<_>>().join("、");
            match whole.find_subcommand(name) {
                Some(found) => found.clone(),
                None => anyhow::bail!("没有命令 {name}；有 {}", known()),
            }
        }
    };
    let mut text = Vec::new();
    clap_mangen::Man::new(page).render(&mut text)?;
    Ok(text)
}
