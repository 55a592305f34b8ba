from pathlib import Path

from PySide6.QtGui import QColor, QImage

from inspector.ui.widgets.image_box import decode_image


def test_a_drawing_that_names_a_file_of_this_machine_is_not_drawn(tmp_path: Path) -> None:
    secret = QImage(8, 8, QImage.Format.Format_RGB32)
    secret.fill(QColor("#ff0000"))
    secret.save(str(tmp_path / "secret.png"))
    assert not decode_image((tmp_path / "secret.png").read_bytes())[0].isNull()
    link = f'<image href="file://{tmp_path}/secret.png" width="8" height="8"/>'
    image, why = decode_image(f'<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8">{link}</svg>'.encode())
    assert image.isNull()
    assert "can point to files of this machine" in why
