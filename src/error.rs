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
    #[error("E-check: 发布前检查未通过，没有发布，上一次的发布未改动：{failed}")]
    Checks { failed: String },
    #[error("E-output: 无法写入 {}（{cause}）。{remedy}", path.display())]
    Output { path: PathBuf, cause: std::io::Error, remedy: String },
    #[error("E-report: 报告没有写成：{what}。没有发布，上一次的发布未改动")]
    Report { what: String },
    #[error("E-in-use: 无法替换 {}（{cause}）：可能有程序正打开其中的文件。新的发布已完整写入 {}；请关闭打开的工作簿后再运行一次", latest.display(), place.display())]
    InUse { latest: PathBuf, place: PathBuf, cause: std::io::Error },
    #[error(
        "E-input-vanished: 输入 {path} 在运行中消失或无法读取（{what}），上一次的发布含有它：没有发布，上一次的发布未改动。请检查该文件（移走的文件请在运行前移走）后再运行"
    )]
    InputVanished { path: String, what: String },
    #[error("E-nested: output（{}）与 raw（{}）互相包含。请在 pipeline.toml 中分开设置", output.display(), raw.display())]
    Nested { output: PathBuf, raw: PathBuf },
    #[error(
        "E-corrections: 更正文件 {file} 无法使用：{what}。没有发布，上一次的发布未改动；请改好或移走该文件后再运行"
    )]
    Corrections { file: String, what: String },
    #[error("E-correction: {what}。没有写入更正")]
    Correction { what: String },
    #[error("E-locked: 另一次运行正在使用 {}。请等它结束后再运行，或加 --wait 等待", path.display())]
    Locked { path: PathBuf },
    #[error("E-input: {path}：{what}")]
    Input { path: String, what: String },
    #[error("E-no-release: {} 中还没有发布。请先运行 zhiliang", folder.display())]
    NoRelease { folder: PathBuf },
    #[error("E-no-earlier: 发布 {id} 没有可比的上一期。请指明两个发布编号")]
    NoEarlier { id: String },
    #[error("E-unknown-release: 没有保留编号为 {id} 的发布，或其中的数据集无法读取。保留的有：{kept}")]
    UnknownRelease { id: String, kept: String },
    #[error("E-exists: {} 已经有了，没有改动任何文件。请换一个文件夹；要运行这个项目，请在其中运行 zhiliang", file.display())]
    Exists { file: PathBuf },
    #[error("E-settings: 设置有 {count} 处要改，见上")]
    Settings { count: usize },
    #[error("E-not-found: 发布中没有编号为 {id} 的观测、比较或派生指标")]
    NotFound { id: String },
}

impl Error {
    /// The exit code of the design: 1 the run failed, 2 usage or configuration, 3 strict, 4 locked.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Config { .. }
            | Self::ConfigMissing { .. }
            | Self::Codelist { .. }
            | Self::Corrections { .. }
            | Self::Correction { .. }
            | Self::Nested { .. }
            | Self::Exists { .. }
            | Self::Settings { .. } => 2,
            Self::Strict { .. } | Self::Checks { .. } => 3,
            Self::Locked { .. } => 4,
            _ => 1,
        }
    }

    /// The code that begins its text.
    pub fn code(&self) -> String {
        self.to_string().split(':').next().unwrap_or_default().to_owned()
    }

    /// The file it is about.
    pub fn document(&self) -> Option<String> {
        match self {
            Self::Config { file, .. } | Self::ConfigMissing { file, .. } => Some(file.display().to_string()),
            Self::Codelist { file, .. } => Some(file.clone()),
            Self::Input { path, .. } | Self::InputVanished { path, .. } => Some(path.clone()),
            _ => None,
        }
    }

    /// What a report said when it could not be written: an error of the disk wherever it lies in the chain.
    pub fn of_report(folder: &std::path::Path, error: anyhow::Error) -> Self {
        let io = error.chain().find_map(|e| e.downcast_ref::<std::io::Error>());
        let known = io.map(|e| (e.kind(), e.to_string()));
        let text = format!("{error:#}");
        // some writers pass on the words of the system alone
        let full = ["No space left", "os error 28", "os error 112", "There is not enough space"];
        let known = match known {
            None if full.iter().any(|words| text.contains(words)) => {
                Some((std::io::ErrorKind::StorageFull, text.clone()))
            }
            known => known,
        };
        match known {
            Some((kind, _)) => Self::output(folder, std::io::Error::new(kind, text)),
            None => Self::Report { what: text },
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
