#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif
import CKernels
import COpenBLAS

/// OpenBLAS, made ready once, before the first array exists.
///
/// Two things are set. OpenBLAS runs on one thread, because ``Threads`` are the library's own. And where OpenBLAS does not know
/// the processor, its kernels are chosen for it: a release that is older than the processor falls back to SSE3
/// (`"Prescott"`), a fifth of the speed on a processor with AVX-512. Debian 12's OpenBLAS 0.3.21 does so on Emerald Rapids.
/// The environment variable `OPENBLAS_CORETYPE`, where set, is left to decide.
enum OpenBLAS {
    /// Does the work on first use and nothing after.
    static let ready: Void = {
        openblas_set_num_threads(1)
        guard getenv("OPENBLAS_CORETYPE") == nil, let widest = cairn_widest_openblas_core(),
            coresWithoutFMA.contains(core)
        else { return }
        _ = cairn_select_openblas_core(widest)
    }()

    /// The set of kernels in use, `"SkylakeX"` or `"Haswell"`.
    static var core: String { String(cString: openblas_get_corename()) }

    /// Whether small products skip the packing of their operands: so in the AVX-512 kernels.
    static let readsSmallOperandsInPlace = {
        ready
        return ["SkylakeX", "Cooperlake", "SapphireRapids"].contains(core)
    }()

    /// What OpenBLAS calls the kernel sets that it falls back to on a processor that it does not know.
    private static let coresWithoutFMA: Set = [
        "Katmai", "Coppermine", "Northwood", "Prescott", "Banias", "Core2", "Penryn", "Dunnington", "Atom",
        "Nehalem",
        "Sandybridge", "Athlon", "Opteron", "Opteron_SSE3", "Barcelona", "Bobcat", "Bulldozer", "Nano",
    ]
}
