/// One of the benchmarks that `all` runs.
struct BenchmarkPlan {
  /// What the page, its file and `--only` call it.
  let name: String
  /// The subcommand with its options.
  let command: [String]
  /// What makes it short, and what makes it full.
  let short, full: [String]
  /// Whether it draws pictures.
  let hasPictures: Bool
  /// What its conclusion is about, where the README is to have it.
  let readmeTitle: String?

  private init(
    _ name: String, _ command: String? = nil, short: String = "", full: String = "", hasPictures: Bool = false,
    readme: String? = nil
  ) {
    func words(_ text: String) -> [String] { text.split(separator: " ").map(String.init) }
    self.name = name
    self.command = words(command ?? name)
    self.short = words(short)
    self.full = words(full)
    self.hasPictures = hasPictures
    readmeTitle = readme
  }

  func arguments(isFull: Bool) -> [String] { command + (isFull ? full : short) }

  /// In the order of the page. The short sizes are such that all together take about a quarter of an hour on two cores.
  static let all = [
    BenchmarkPlan("gd-vs-normal", full: "--full", hasPictures: true),
    BenchmarkPlan("gradient", short: "--gib 0.5 --repeats 5"),
    BenchmarkPlan("gram", short: "--columns 16 64 100 256 1000 --mebibytes 128 --repeats 5"),
    BenchmarkPlan("gram-descent", short: "--rows 500000 --repeats 5"),
    BenchmarkPlan(
      "least-squares", short: "--rows 250000 --columns 100 --repeats 5 --slow-every 5", readme: "Least squares"),
    BenchmarkPlan("digits", short: "--problems 200"),
    BenchmarkPlan("agreement"),
    BenchmarkPlan("curvature", short: "--repeats 5"),
    BenchmarkPlan("curvature-exact", "curvature", short: "--problems 500", full: "--problems 10000"),
    BenchmarkPlan("stability", short: "--problems 100"),
    BenchmarkPlan("glm", short: "--rows 250000 --repeats 5 --slow-every 5", readme: "Logistic and Poisson regression"),
    BenchmarkPlan("optimizers", short: "--repeats 5", readme: "Minimization"),
    BenchmarkPlan("stochastic", short: "--repeats 3"),
    BenchmarkPlan("penalized", short: "--repeats 3", readme: "Lasso and elastic-net paths, ridge"),
    BenchmarkPlan("penalized-logistic", "penalized --logistic", short: "--rows 20000 --columns 100 --repeats 3"),
    BenchmarkPlan("summary"),
    BenchmarkPlan("blas", short: "--repeats 5"),
    BenchmarkPlan("csv", short: "--repeats 5 --slow-every 5", readme: "Reading CSV"),
    BenchmarkPlan("npy"),
  ]
}
