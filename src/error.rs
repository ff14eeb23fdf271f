//! Why a run cannot go on: each error has a stable code, an exit code, the place, and what to do.

use std::path::PathBuf;

/// An error about the run. What is wrong with the data is an `Issue` instead.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("E-config: {} 第 {line} 行：{what}。{remedy}", file.display())]
    Config { file: PathBuf, line: usize, what: String, remedy: String },
    #[error("E-config-missing: 无法读取 {}（{cause}）。请在项目文件夹中运行，或用 --config 指明设置文件", file.display())]
    ConfigMissing { file: PathBuf, cause: std::io::Error },
    #[error("E-codelist: 代码表 {file} 第 {line} 行：{what}")]
    Codelist { file: String, line: usize, what: String },
    #[error("E-raw-missing: 输入文件夹 {} 不存在。请新建并放入报告和表格，或在 pipeline.toml 中设置 raw", folder.display())]
    RawMissing { folder: PathBuf },
    #[error("E-raw-empty: 输入文件夹 {} 中没有可读的报告或表格（{formats}）。请放入文件后再运行", folder.display())]
    RawEmpty { folder: PathBuf, formats: String },
    #[error("E-all-refused: {} 下的 {count} 个文件都无法读取，原因见上", folder.display())]
    AllRefused { folder: PathBuf, count: usize },
    #[error("E-strict: 有 {count} 个文件被拒收，且设置了 --strict：没有发布，上一次的发布未改动")]
    Strict { count: usize },
    #[error("E-output: 无法写入 {}（{cause}）。{remedy}", path.display())]
    Output { path: PathBuf, cause: std::io::Error, remedy: String },
    #[error("E-report: 报告没有写成：{what}。没有发布，上一次的发布未改动")]
    Report { what: String },
    #[error("E-locked: 另一次运行正在使用 {}。请等它结束后再运行", path.display())]
    Locked { path: PathBuf },
    #[error("E-input: {path}：{what}")]
    Input { path: String, what: String },
    #[error("E-no-release: {} 中还没有发布。请先运行 zhiliang", folder.display())]
    NoRelease { folder: PathBuf },
    #[error("E-not-found: 发布中没有编号为 {id} 的观测、比较或派生指标")]
    NotFound { id: String },
}

impl Error {
    /// The exit code of the design: 1 the run failed, 2 usage or configuration, 3 strict, 4 locked.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Config { .. } | Self::ConfigMissing { .. } | Self::Codelist { .. } => 2,
            Self::Strict { .. } => 3,
            Self::Locked { .. } => 4,
            _ => 1,
        }
    }

    /// A file or folder of the output that cannot be written.
    pub fn output(path: impl Into<PathBuf>, cause: std::io::Error) -> Self {
        let remedy = match cause.kind() {
            std::io::ErrorKind::PermissionDenied | std::io::ErrorKind::ReadOnlyFilesystem => {
                "请检查写入权限，或关闭正在打开其中文件的程序，或在 pipeline.toml 中改设 output"
            }
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => "磁盘已满，请清理后再运行",
            std::io::ErrorKind::NotADirectory | std::io::ErrorKind::AlreadyExists => {
                "该位置是一个文件，请移走它，或在 pipeline.toml 中改设 output"
            }
            _ => "请检查该位置是否可写",
        };
        Self::Output { path: path.into(), cause, remedy: remedy.to_owned() }
    }
}
