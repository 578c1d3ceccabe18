import Cairn
print("stage 2")
