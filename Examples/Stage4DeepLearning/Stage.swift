import LessonKit

extension Stage {
    /// Stage 4 of the roadmap: networks, from one neuron to pictures that are made up.
    public static let deepLearning = Stage(
        name: "stage4", title: "Stage 4 · Deep learning",
        lessons: [
            Perceptron(), Backpropagation(), Activations(), Optimizers(), Regularization(), Debugging(),
            Convolutions(), Transferring(), Forecasting(), Letters(), Autoencoding(), Variational(),
            Adversaries(),
            Diffusing(),
        ])
}
