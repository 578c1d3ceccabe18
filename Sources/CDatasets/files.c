// The bytes of the bundled data. SwiftPM's own `.embedInCode` writes them as an array of Swift literals instead, which takes the
// compiler minutes for half a megabyte; `#embed` (C23, and clang's before that) takes no time.
#include "CDatasets.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char airlinePassengers[] = {
#embed "../Datasets/Resources/airline_passengers.csv.gz"
};

static const unsigned char ames[] = {
#embed "../Datasets/Resources/ames.csv.gz"
};

static const unsigned char breastCancer[] = {
#embed "../Datasets/Resources/breast_cancer.npz"
};

static const unsigned char churn[] = {
#embed "../Datasets/Resources/churn.csv.gz"
};

static const unsigned char diabetes[] = {
#embed "../Datasets/Resources/diabetes.npz"
};

static const unsigned char digits[] = {
#embed "../Datasets/Resources/digits.npz"
};

static const unsigned char genesis[] = {
#embed "../Datasets/Resources/genesis.txt.gz"
};

static const unsigned char heights[] = {
#embed "../Datasets/Resources/heights.csv.gz"
};

static const unsigned char iris[] = {
#embed "../Datasets/Resources/iris.npz"
};

static const unsigned char mnist5000[] = {
#embed "../Datasets/Resources/mnist5000.npz"
};

static const unsigned char penguins[] = {
#embed "../Datasets/Resources/penguins.csv.gz"
};

static const unsigned char penguinsRaw[] = {
#embed "../Datasets/Resources/penguins_raw.csv.gz"
};

static const unsigned char seattleWeather[] = {
#embed "../Datasets/Resources/seattle_weather.csv.gz"
};

static const unsigned char spam[] = {
#embed "../Datasets/Resources/spam.npz"
};

static const unsigned char titanic[] = {
#embed "../Datasets/Resources/titanic.csv.gz"
};

static const unsigned char wine[] = {
#embed "../Datasets/Resources/wine.npz"
};

#define FILE(name, bytes) { name, bytes, sizeof bytes }

static const CairnDataFile files[] = {
    FILE("airline_passengers.csv.gz", airlinePassengers),
    FILE("ames.csv.gz", ames),
    FILE("breast_cancer.npz", breastCancer),
    FILE("churn.csv.gz", churn),
    FILE("diabetes.npz", diabetes),
    FILE("digits.npz", digits),
    FILE("genesis.txt.gz", genesis),
    FILE("heights.csv.gz", heights),
    FILE("iris.npz", iris),
    FILE("mnist5000.npz", mnist5000),
    FILE("penguins.csv.gz", penguins),
    FILE("penguins_raw.csv.gz", penguinsRaw),
    FILE("seattle_weather.csv.gz", seattleWeather),
    FILE("spam.npz", spam),
    FILE("titanic.csv.gz", titanic),
    FILE("wine.npz", wine),
};

size_t cairnDataFileCount(void) { return sizeof files / sizeof files[0]; }

CairnDataFile cairnDataFile(size_t index) { return files[index]; }
