import CKernels
import Foundation
import Testing

struct PlatformTests {
    @Test func aThreadKeptOffItsProcessorRunsOnAnother() {
        let done = DispatchSemaphore(value: 0)
        // A thread of its own, for the test runner's threads shall go on where they like.
        let thread = Thread {
            let here = cairn_current_processor()
            if here >= 0, cairn_available_processors() > 1 {
                cairn_keep_off(cairn_thread_number(), here)
                for _ in 0..<100 {
                    #expect(cairn_current_processor() != here)
                    usleep(10)
                }
            }
            done.signal()
        }
        thread.start()
        done.wait()
    }
}
