// swift-tools-version: 6.2
import PackageDescription

// The processor that the runtime is built for: the host's, or HSPACE_ARCH for a cross build.
#if arch(x86_64)
  let hostArchitecture = "x86_64"
#else
  let hostArchitecture = "aarch64"
#endif
let architecture = Context.environment["HSPACE_ARCH"] ?? hostArchitecture

/// Settings of every Swift target.
let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
]

/// Settings of the runtime's modules, which also compile as Embedded Swift without allocations.
let runtime: [SwiftSetting] =
  strict + [
    .treatWarning("EmbeddedRestrictions", as: .error),
    .enableExperimentalFeature("Embedded", .when(traits: ["EmbeddedSwift"])),
    .unsafeFlags(
      ["-wmo", "-Xfrontend", "-function-sections"]
        // On 32 bits it refuses parts of the standard library that are then dropped.
        + (architecture == "armhf" ? [] : ["-no-allocations"]),
      .when(traits: ["EmbeddedSwift"])),
  ]

/// Settings of the modules around the kernels: embedded, size counts for more than speed.
///
/// Without copies of a function for each closure that it is called with, too.
let small: [SwiftSetting] =
  runtime + [
    .unsafeFlags(
      ["-Osize", "-Xllvm", "-sil-disable-pass=closure-specialize"],
      .when(traits: ["EmbeddedSwift"]))
  ]

/// Settings of a build of the kernels: optimised even in debug builds, because tests run them.
func kernels(_ define: String, _ flags: [String]) -> [SwiftSetting] {
  runtime + [
    .define(define),
    .unsafeFlags(["-O", "-wmo"] + flags.flatMap { ["-Xcc", $0] }),
  ]
}

/// C never contracts a * b + c by itself: the same source gives the same bits everywhere.
let exactC: [CSetting] = [
  .unsafeFlags(["-ffp-contract=off", "-O2", "-Wall", "-Wextra", "-Werror"])
]

var kernelTargets: [Target] = [
  .target(
    name: "Kernels", dependencies: ["CKernels"], path: "Sources/Kernels",
    // Where wider instructions have kernels of their own, these are for old processors.
    swiftSettings: kernels("KERNELS_BASE", [])
      + (architecture == "x86_64"
        ? [.unsafeFlags(["-Osize"], .when(traits: ["EmbeddedSwift"]))] : []))
]
if architecture == "x86_64" {
  // Symlinks to Sources/Kernels: one source, compiled once per instruction set.
  kernelTargets += [
    .target(
      name: "KernelsAVX2", dependencies: ["CKernels"], path: "Sources/KernelsAVX2",
      swiftSettings: kernels("KERNELS_AVX2", ["-mavx2", "-mfma", "-mf16c"])),
    .target(
      name: "KernelsAVX512", dependencies: ["CKernels"], path: "Sources/KernelsAVX512",
      swiftSettings: kernels("KERNELS_AVX512", ["-march=x86-64-v4", "-mavx512vnni"])),
  ]
}
/// Only what multiplies bytes: all else is the base kernels', which have NEON.
///
/// On other processors the tests run them, without the instructions.
func byteKernels(_ name: String, _ define: String, _ flag: String) -> Target {
  .target(
    name: name, dependencies: ["CKernels"], path: "Sources/\(name)",
    sources: [
      "Arrange", "Integers", "LimitOfIntegers", "MainTile", "Multiply", "PixelWalk",
      "ProductOfOctets", "ProductOfQuads", "TableOfBytes",
    ].map { "\($0).swift" },
    swiftSettings: kernels(define, architecture == "aarch64" ? [flag] : []))
}
let byteTargets = [
  byteKernels("KernelsDot", "KERNELS_DOTPROD", "-march=armv8-a+dotprod"),
  byteKernels("KernelsI8mm", "KERNELS_I8MM", "-march=armv8-a+dotprod+i8mm"),
]
if architecture == "aarch64" { kernelTargets += byteTargets }
let kernelNames = kernelTargets.map { Target.Dependency.target(name: $0.name) }

let package = Package(
  name: "hspace",
  products: [
    .library(name: "hspace", type: .static, targets: ["ABI"]),
    .executable(name: "hspace-cli", targets: ["hspace-cli"]),
    .executable(name: "hspace-convert", targets: ["hspace-convert"]),
    .executable(name: "hspace-golden", targets: ["hspace-golden"]),
  ],
  traits: [.trait(name: "EmbeddedSwift", description: "Compiles the runtime as Embedded Swift.")],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0")
  ],
  targets: kernelTargets + (architecture == "aarch64" ? [] : byteTargets) + [
    .systemLibrary(name: "CHSpace", path: "CInterop/include"),
    .systemLibrary(name: "CPNG", path: "CInterop/CPNG", pkgConfig: "libpng"),
    .systemLibrary(name: "CLAPACK", path: "CInterop/CLAPACK"),
    .systemLibrary(name: "CSVM", path: "CInterop/CSVM"),
    .target(name: "CKernels", path: "CInterop/CKernels", cSettings: exactC),
    .target(name: "CPlatform", path: "CInterop/CPlatform", cSettings: exactC),

    .target(
      name: "Container", dependencies: ["CPlatform"], exclude: ["FORMAT.md"],
      swiftSettings: small),
    .target(name: "Program", dependencies: ["Container", "CKernels"], swiftSettings: small),
    .target(
      name: "Quantisation", dependencies: ["Container", "Program"],
      // Optimised in debug builds too: tests quantise megabytes.
      swiftSettings: [.unsafeFlags(["-O"])] + small),
    .target(
      name: "Execution", dependencies: ["Program", "CKernels", "CPlatform"],
      swiftSettings: small),
    .target(name: "Diffusion", dependencies: ["Execution"], swiftSettings: small),
    .target(
      name: "ABI", dependencies: ["Diffusion", "Quantisation", "CHSpace"] + kernelNames,
      swiftSettings: small),

    .target(
      name: "Conversion",
      dependencies: ["Container", "Program", "Diffusion", "HSpaceLibrary", "CHSpace", "Pictures"],
      path: "Tools/hspace-convert/Conversion",
      // Optimised in debug builds too: tests hash and pack megabytes.
      swiftSettings: strict + [.unsafeFlags(["-O"])]),
    .executableTarget(
      name: "hspace-convert",
      dependencies: [
        "Conversion", "HSpaceLibrary", "Pictures",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Tools/hspace-convert/Command", swiftSettings: strict),
    .target(
      name: "Pictures", dependencies: ["CPNG"], path: "Tools/hspace/Pictures", swiftSettings: strict
    ),
    .target(
      name: "Solvers", dependencies: ["CLAPACK", "CSVM"], path: "Tools/hspace/Solvers",
      swiftSettings: strict),
    .target(
      name: "HSpaceLibrary", dependencies: ["ABI", "CHSpace"],
      path: "Tools/hspace/Command/Library", swiftSettings: strict),
    .executableTarget(
      name: "hspace-cli",
      dependencies: [
        "HSpaceLibrary", "CHSpace", "Pictures", "Solvers",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Tools/hspace/Command", exclude: ["Library"], swiftSettings: strict),
    .executableTarget(
      name: "hspace-golden", dependencies: ["HSpaceLibrary", "CHSpace", "Solvers"],
      path: "Tools/hspace-golden", swiftSettings: strict),

    .testTarget(
      name: "ContainerTests", dependencies: ["Container", "CPlatform"], swiftSettings: strict),
    .testTarget(
      name: "KernelsTests",
      dependencies: ["CKernels", "CPlatform", "KernelsDot", "KernelsI8mm"] + kernelNames,
      swiftSettings: strict),
    .target(
      name: "ProgramFixtures", dependencies: ["Container", "CPlatform", "Program"],
      path: "Tests/ProgramFixtures",
      // Optimised in debug builds too: a naive interpreter in double precision.
      swiftSettings: strict + [.unsafeFlags(["-O"])]),
    .testTarget(
      name: "ProgramTests", dependencies: ["Program", "ProgramFixtures"], swiftSettings: strict),
    .testTarget(
      name: "ExecutionTests",
      dependencies: [
        "Execution", "ProgramFixtures", "ABI", "CHSpace", "CKernels", "CPlatform", "Pictures",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "QuantisationTests", dependencies: ["Quantisation", "ProgramFixtures"],
      swiftSettings: strict),
    .testTarget(name: "DiffusionTests", dependencies: ["Diffusion"], swiftSettings: strict),
    .testTarget(
      name: "ConversionTests", dependencies: ["Conversion", "HSpaceLibrary", "Pictures"],
      swiftSettings: strict),
    .target(name: "MallocCounter", path: "Tests/MallocCounter"),
    .testTarget(
      name: "ABITests",
      dependencies: ["ABI", "CHSpace", "Container", "Conversion", "MallocCounter"],
      swiftSettings: strict),
    .testTarget(
      name: "SolversTests", dependencies: ["Solvers", "HSpaceLibrary", "CHSpace"],
      swiftSettings: strict),
    .testTarget(
      name: "PicturesTests", dependencies: ["Pictures"], swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6]
)
